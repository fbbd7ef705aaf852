//! The commands, one a file.

pub mod demo;
pub mod list;
pub mod projects;
pub mod reembed;
pub mod search;
pub mod show;
pub mod stats;
pub mod store;

use super::failure::{Code, Failure, Stop};
use crate::{
    domain::{filter::Filter, kind},
    service::Lore,
};

/// Result of a command.
pub type Result = std::result::Result<(), Stop>;

/// Refuses a filter that names a repository or project the store does not have. `system` rows
/// are not counted in projects, so a filter for them is let through.
async fn check_scope(lore: &Lore, filter: &Filter) -> Result {
    let scoped = !(filter.repositories.is_empty() && filter.projects.is_empty());
    if !scoped || filter.kinds.iter().any(|name| name == kind::SYSTEM) {
        return Ok(());
    }
    let known = lore.projects().await?;
    let missing = |kind: &str, name: &String| {
        let hint = "`lore projects` lists what is there";
        Failure::new(
            Code::NotFound,
            format!("no {kind} `{name}` in {}; {hint}", lore.path().display()),
        )
    };
    for name in &filter.repositories {
        if !known.iter().any(|project| project.repository == *name) {
            return Err(missing("repository", name).into());
        }
    }
    for name in &filter.projects {
        if !known.iter().any(|project| project.project_id == *name) {
            return Err(missing("project", name).into());
        }
    }
    Ok(())
}
