//! Whether what a filter names is there at all.

use super::{Error, Lore, Result, overview};
use crate::{
    domain::{count::thousands, filter::Filter, kind},
    store::{self, Repository, Store},
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
    let mut known = Vec::new();
    for repository in lore.admitted(filter).await? {
        known.extend(projects(&repository).await?);
    }
    match filter.projects.iter().find(|name| !known.contains(name)) {
        None => Ok(()),
        Some(name) => Err(Error::NotFound(format!(
            "no project '{}' in {}: {}",
            name.escape_debug(),
            match filter.repositories.as_slice() {
                [] => lore.path().display().to_string(),
                [one] => format!("the repository '{}'", one.escape_debug()),
                _ => "the repositories named".to_owned(),
            },
            there(known)
        ))),
    }
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

async fn projects(repository: &Repository) -> Result<impl Iterator<Item = String>> {
    let projects = overview::projects(&[repository.snapshot().await?]).await?;
    Ok(projects.into_iter().map(|project| project.project_id))
}
