//! Figures judged, and put in words.

use super::{Details, Finding, OddRows, Problem, half_of_doubled};
use crate::domain::{
    count::{bytes, counted, thousands},
    entry::Flaw,
    health::{RepositoryHealth, WordIndex},
};

/// Old versions may take so much room in any store: less is not worth a word.
pub(super) const LITTLE_OLD: u64 = 4_000_000;

/// Ids that are named one by one.
const NAMED: usize = 3;

/// What was found in one repository.
pub(super) struct Findings<'a> {
    repository: &'a str,
    found: Vec<Finding>,
}

impl<'a> Findings<'a> {
    /// Nothing yet.
    pub(super) fn of(repository: &'a str) -> Self {
        Self {
            repository,
            found: Vec::new(),
        }
    }

    /// All that was found.
    pub(super) fn into_list(self) -> Vec<Finding> {
        self.found
    }

    /// Adds one.
    pub(super) fn add(
        &mut self,
        problem: Problem,
        count: usize,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) {
        self.found.push(Finding {
            repository: self.repository.to_owned(),
            problem,
            count: count as u64,
            message: message.into(),
            advice: advice.into(),
        });
    }

    /// What is wrong with files and versions.
    pub(super) fn files(&mut self, health: &RepositoryHealth, details: &Details) {
        const MEND: &str = "`lore doctor --fix`";
        if health.is_fragmented() {
            let message = format!(
                "{} for {}: every read opens all of them",
                counted(health.fragments, "file", "files"),
                counted(health.rows, "row", "rows")
            );
            self.add(
                Problem::Fragments,
                health.fragments,
                message,
                format!("{MEND} makes few of them"),
            );
        }
        // Younger ones may be in use; they go by themselves when they are old.
        let removable = details.old_versions;
        if health.has_many_versions() && removable > 0 {
            let message = format!("{} versions are kept", thousands(health.versions));
            let removable = thousands(removable);
            let advice = format!("{MEND} removes {removable} that nobody can be reading any more");
            self.add(Problem::Versions, health.versions, message, advice);
        }
        let old = health.disk.old;
        if health.is_mostly_old() && old > LITTLE_OLD && removable > 0 {
            let message = format!(
                "{} of old versions and failed writes beside {} of entries",
                bytes(old),
                bytes(health.disk.live)
            );
            let advice = format!("{MEND} frees what nobody can be reading any more");
            self.add(
                Problem::Reclaimable,
                usize::try_from(old).unwrap_or(usize::MAX),
                message,
                advice,
            );
        }
        if let WordIndex::Covers(covered, of) = health.words
            && health.index_lags()
        {
            let message = format!(
                "the index of words covers {} of {} rows; the others are searched without it",
                thousands(covered),
                thousands(of)
            );
            self.add(
                Problem::WordIndex,
                of - covered.min(of),
                message,
                format!("{MEND} makes it anew"),
            );
        }
        let (orphans, size) = details.orphans;
        if orphans > 0 {
            let message = format!(
                "{} of failed writes, {}",
                counted(orphans, "file", "files"),
                bytes(size)
            );
            self.add(
                Problem::Orphans,
                orphans,
                message,
                format!("{MEND} removes them"),
            );
        }
        if !details.held_by.is_empty() {
            let message = format!("old versions are kept by {}", details.held_by.join(", "));
            let advice = "remove those that nobody needs with the program that made them";
            self.add(
                Problem::HeldVersions,
                details.held_by.len(),
                message,
                advice,
            );
        }
    }

    /// What is wrong with rows.
    pub(super) fn rows(&mut self, odd: &OddRows) {
        let repository = self.repository;
        let flaws: usize = odd.flaws.values().sum();
        if flaws > 0 {
            let parts: Vec<String> = odd
                .flaws
                .iter()
                .map(|(flaw, count)| format!("{} with {}", thousands(*count), flaw_words(*flaw)))
                .collect();
            let message = format!("odd rows: {}", parts.join(", "));
            let advice =
                "`lore list` marks them; edit them (`lore edit ID`) or remove them (`lore rm ID`)";
            self.add(Problem::OddRows, flaws, message, advice);
        }
        let repeated = odd.repeated_ids.len();
        if repeated + odd.without_id > 0 {
            let named = odd.repeated_ids.iter().take(NAMED).cloned();
            let mut named: Vec<String> = named.collect();
            if repeated > NAMED {
                named.push(format!("{} more", thousands(repeated - NAMED)));
            }
            let mut parts = Vec::new();
            if repeated > 0 {
                let ids = counted(repeated, "id", "ids");
                parts.push(format!("{ids} of several rows ({})", named.join(", ")));
            }
            if odd.without_id > 0 {
                parts.push(format!(
                    "{} without an id",
                    counted(odd.without_id, "row", "rows")
                ));
            }
            let advice = "the UI (`lore`) shows each of them: keep one and delete the others; until then they have no vectors";
            self.add(
                Problem::RepeatedIds,
                repeated + odd.without_id,
                parts.join(", "),
                advice,
            );
        }
        for (project, entries) in &odd.doubled_projects {
            let Some(half) = half_of_doubled(project) else {
                continue;
            };
            let message = format!(
                "{} of the project '{project}', which looks like a wrong scope",
                counted(*entries, "entry", "entries")
            );
            let advice = format!(
                "`lore retag --repo '{repository}' --project '{project}' --to-project '{half}' --yes` moves them"
            );
            self.add(Problem::DoubledProject, *entries, message, advice);
        }
    }
}

fn flaw_words(flaw: Flaw) -> String {
    match flaw {
        Flaw::NullColumn(column) => format!("no {column}"),
        Flaw::EmptyText => "an empty text".to_owned(),
        Flaw::MetadataNotJson => "metadata that is no JSON".to_owned(),
        Flaw::TimestampNotDate => "a timestamp that is no date".to_owned(),
    }
}
