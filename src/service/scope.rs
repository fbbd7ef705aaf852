//! Whether what a filter names is there at all.

use super::{Error, Lore, Result, overview};
use crate::{
    domain::{count::thousands, filter::Filter, kind},
    store::{self, Snapshot, Store},
};

/// Names that are told to who named one that is not there.
const NAMED: usize = 8;

/// Refuses a filter that names more than it may, a repository which the store does not have, or a
/// project which is in none of the repositories that the filter looks into.
pub(super) async fn check(lore: &Lore, filter: &Filter) -> Result<()> {
    filter.check()?;
    for name in &filter.repositories {
        match lore.store.repository(name).await {
            Err(store::Error::NoRepository(_)) => {
                return Err(no_repository(&lore.store, name).await?);
            }
            found => drop(found?),
        }
    }
    // A project of `system` rows alone counts as none, except for who asks for these.
    if filter.projects.is_empty() || filter.kinds.iter().any(|name| name == kind::SYSTEM) {
        return Ok(());
    }
    let snapshots = lore.snapshots(filter).await?;
    for name in &filter.projects {
        if is_there(&snapshots, name).await? {
            continue;
        }
        let known = overview::projects(&snapshots).await?.into_iter();
        let known = known.map(|project| project.project_id).collect();
        return Err(Error::NotFound(format!(
            "no project '{}' in {}: {}",
            name.escape_debug(),
            match filter.repositories.as_slice() {
                [] => lore.path().display().to_string(),
                [one] => format!("the repository '{}'", one.escape_debug()),
                _ => "the repositories named".to_owned(),
            },
            there(known)
        )));
    }
    Ok(())
}

/// Whether any of them has entries of a project.
async fn is_there(snapshots: &[Snapshot], project: &str) -> Result<bool> {
    for snapshot in snapshots {
        if snapshot.has_project(project).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// That a store has no repository of this name, and which it has.
async fn no_repository(store: &Store, name: &str) -> Result<Error> {
    let repositories = store.repositories().await?;
    let known = repositories.iter().map(|one| one.name().to_owned());
    Ok(Error::NotFound(format!(
        "no repository '{}' in {}: {}",
        name.escape_debug(),
        store.path().display(),
        there(known.collect())
    )))
}

/// The first of the names that there are.
fn there(mut names: Vec<String>) -> String {
    names.retain(|name| !name.is_empty());
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return "there is none yet".to_owned();
    }
    let first = names.iter().take(NAMED);
    let first: Vec<String> = first
        .map(|name| format!("'{}'", name.escape_debug()))
        .collect();
    let first = first.join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => format!("there is {first}"),
        more => format!("there is {first} and {} more", thousands(more)),
    }
}
