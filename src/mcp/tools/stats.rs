//! `project_stats`: what is there, and how much of it.

use rmcp::schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Effect, Failure, Tool, Work, counts::Counts};
use crate::{
    clock,
    mcp::{schema, set::SetArguments},
    service::{Lore, json},
};

/// Of which entries.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
pub struct Stats {
    #[serde(flatten)]
    set: SetArguments,
}

/// Counts over a set of entries.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
pub struct Counted {
    /// Entries counted.
    total_entries: usize,
    #[serde(flatten)]
    counts: Counts,
    /// By repository.
    #[schemars(schema_with = "schema::counts")]
    by_repository: Value,
    /// Timestamp of the oldest.
    #[serde(skip_serializing_if = "Option::is_none")]
    oldest_record: Option<String>,
    /// Timestamp of the newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    newest_record: Option<String>,
    /// Size of the repositories on disk, in millions of bytes.
    database_size_mb: f64,
    /// The repositories and projects that the set reaches into, each with all its entries.
    projects: Vec<Project>,
    /// What else there is to know about the answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
}

/// A project of a repository.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
#[expect(clippy::struct_field_names, reason = "they are the names in JSON")]
struct Project {
    /// The repository.
    repository: String,
    /// The project.
    project_id: String,
    /// Entries in it.
    entries: usize,
    /// Timestamp of the newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    newest: Option<String>,
}

impl Tool for Stats {
    const NAME: &'static str = "project_stats";
    const TITLE: &'static str = "Project statistics";
    const DESCRIPTION: &'static str = "Tells which repositories and projects there are, and counts their entries by type and agent: of one project, or without arguments of everything.";
    const EFFECT: Effect = Effect::Reads;
    type Answer = Counted;

    async fn call(self, lore: Lore, _: Work) -> Result<Counted, Failure> {
        const BYTES_PER_MEGABYTE: f64 = 1_000_000.0;
        let filter = self.set.to_filter(clock::now())?;
        let notes = lore.notes_on(&filter).await?;
        let stats = lore.stats(&filter).await?;
        let mut projects = lore.projects().await?;
        projects.retain(|project| {
            let named = &filter.projects;
            filter.admits_repository(&project.repository)
                && (named.is_empty() || named.contains(&project.project_id))
        });
        Ok(Counted {
            total_entries: stats.total,
            counts: Counts::new(&stats.by_kind, &stats.by_agent, &stats.by_project),
            by_repository: json::counts(&stats.by_repository),
            oldest_record: stats.oldest,
            newest_record: stats.newest,
            database_size_mb: stats.bytes as f64 / BYTES_PER_MEGABYTE,
            projects: projects
                .into_iter()
                .map(|project| Project {
                    repository: project.repository,
                    project_id: project.project_id,
                    entries: project.entries,
                    newest: project.newest,
                })
                .collect(),
            notes,
        })
    }
}
