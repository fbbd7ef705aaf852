//! `lore store`: stores one entry.

use std::{io::Write, path::Path};

use super::Result;
use crate::{
    cli::{
        args::{PlaceArgs, StoreArgs},
        failure::{Failure, Stop},
        input,
        opening::open_to_store_one,
        outcome,
        output::Output,
        project::{folder_name, git_repository_name},
        upkeep::keep_up,
    },
    config::Settings,
    domain::entry::NewEntry,
    service::{After, Lore, Stored},
};

/// Stores what the arguments say, where they or the folder say.
pub async fn run(args: &StoreArgs, settings: &Settings, out: &mut Output) -> Result {
    let scope = Scope::of(&args.place)?;
    let entry = entry(args, &scope)?;
    let lore = open_to_store_one(settings, &scope.repository, &entry).await?;
    store(&lore, out, &scope.repository, entry).await?;
    keep_up(&lore, out, After::Write).await
}

/// The entry that the arguments name.
fn entry(args: &StoreArgs, scope: &Scope) -> std::result::Result<NewEntry, Stop> {
    let text = input::text(&args.text)?;
    let kind = args.kind.as_ref().or(args.kind_flag.as_ref());
    Ok(NewEntry {
        text,
        kind: kind.cloned().unwrap_or_default(),
        project_id: scope.project.clone(),
        session_id: args.place.session.clone().unwrap_or_default(),
        agent: args.agent.clone().unwrap_or_default(),
        metadata: args.metadata.clone().unwrap_or_default(),
    })
}

/// Stores the entry in the repository.
async fn store(lore: &Lore, out: &mut Output, repository: &str, entry: NewEntry) -> Result {
    let stored = lore.store(repository, entry).await?;
    if out.json {
        out.document(&serde_json::json!({
            "id": stored.id,
            "revision": stored.revision,
            "repository": stored.repository,
            "project_id": stored.project_id,
            "timestamp": stored.timestamp,
            "credentials": stored.credentials,
        }))?;
    } else {
        writeln!(out, "{}", stored.id)?;
    }
    note_model(lore, out)?;
    note_credentials(out, &[stored])?;
    Ok(())
}

/// Says which model made the vectors of what was stored, if that was not the one in use.
pub fn note_model(lore: &Lore, out: &mut Output) -> std::io::Result<()> {
    match lore.model_problem() {
        Some(problem) => out.note(format!(
            "stored with a vector of the bundled model, for want of the one in use: {problem}"
        )),
        None => Ok(()),
    }
}

/// Says what kinds of credentials stored entries hold.
pub fn note_credentials(out: &mut Output, stored: &[Stored]) -> std::io::Result<()> {
    for one in stored.iter().filter(|one| !one.credentials.is_empty()) {
        let (holds, erase) = (
            format!("{} holds", one.id),
            format!("`lore purge {}` erases it", one.id),
        );
        outcome::note_credentials(out, &holds, &one.credentials, &erase)?;
    }
    Ok(())
}

/// Where an entry goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The repository whose database takes it.
    pub repository: String,
    /// The project within.
    pub project: String,
}

impl Scope {
    /// What the arguments name, in the folder where the command runs.
    pub fn of(place: &PlaceArgs) -> std::result::Result<Self, Stop> {
        let folder = std::env::current_dir()?;
        let (repository, project) = (place.repo.as_deref(), place.project.as_deref());
        Ok(Self::new(repository, project, &folder)?)
    }

    /// What the arguments name, and for what they do not name: the git repository around
    /// `folder`, else what they name for the other, else the folder.
    pub fn new(
        repository: Option<&str>,
        project: Option<&str>,
        folder: &Path,
    ) -> std::result::Result<Self, Failure> {
        let git = || git_repository_name(folder);
        let repository = repository
            .map(str::to_owned)
            .or_else(git)
            .or_else(|| project.map(str::to_owned))
            .or_else(|| folder_name(folder))
            .ok_or_else(|| {
                Failure::invalid(format!(
                    "the folder {} has no name to store under: name a project with --project",
                    folder.display()
                ))
            })?;
        let project = project.unwrap_or(&repository).to_owned();
        Ok(Self {
            repository,
            project,
        })
    }
}
