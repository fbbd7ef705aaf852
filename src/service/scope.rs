//! Whether what a filter names is there at all.

use super::{Error, Lore, Result, overview};
use crate::{
    domain::{filter::Filter, kind},
    store::Repository,
};

/// Refuses a filter that names more than it may, a repository which the store does not have, or a
/// project which is in none of the repositories that the filter looks into.
pub(super) async fn check(lore: &Lore, filter: &Filter) -> Result<()> {
    filter.check()?;
    for name in &filter.repositories {
        lore.store.repository(name).await?;
    }
    // A project of `system` rows alone counts as none, except for who asks for these.
    if filter.projects.is_empty() || filter.kinds.iter().any(|name| name == kind::SYSTEM) {
        return Ok(());
    }
    let mut known = Vec::new();
    for repository in lore.admitted(filter).await? {
        known.extend(projects(&repository).await?);
    }
    match filter.projects.iter().find(|name| !known.contains(name)) {
        None => Ok(()),
        Some(name) => Err(Error::NotFound(format!(
            "no project '{}' in {}; `lore projects` lists what there is",
            name.escape_debug(),
            match filter.repositories.as_slice() {
                [] => lore.path().display().to_string(),
                [one] => format!("the repository '{}'", one.escape_debug()),
                _ => "the repositories named".to_owned(),
            }
        ))),
    }
}

async fn projects(repository: &Repository) -> Result<impl Iterator<Item = String>> {
    let projects = overview::projects(&[repository.snapshot().await?]).await?;
    Ok(projects.into_iter().map(|project| project.project_id))
}
