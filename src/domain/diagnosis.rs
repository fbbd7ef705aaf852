//! What is wrong with a store, in words, figures and what to do about it.

use std::{collections::BTreeMap, path::PathBuf};

use super::{
    count::{bytes, counted, thousands},
    entry::{Entry, Flaw},
    health::{RepositoryHealth, WordIndex},
};

/// Old versions may take so much room in any store: less is not worth a word.
const LITTLE_OLD: u64 = 4_000_000;

/// Ids that are named one by one.
const NAMED: usize = 3;

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Problem {
    /// A repository cannot be read.
    Unreadable,
    /// A table of lore's own cannot be read.
    DamagedTable,
    /// Vectors that mean nothing.
    MeaninglessVectors,
    /// Vectors of several origins beside each other.
    MixedVectors,
    /// Vectors that no record tells the model of.
    UnknownVectors,
    /// Vectors of texts that changed since.
    StaleVectors,
    /// Far more files than rows need.
    Fragments,
    /// Far more versions than anybody looks at.
    Versions,
    /// Old versions take more room than the entries.
    Reclaimable,
    /// The index of words lags behind.
    WordIndex,
    /// Files of writes that failed.
    Orphans,
    /// Rows that are not as readers expect them.
    OddRows,
    /// Ids that several rows have, or rows without one.
    RepeatedIds,
    /// A database within a repository's folder.
    NestedRepository,
    /// Entries of a project `repo/repo`.
    DoubledProject,
    /// Tags or branches that keep old versions.
    HeldVersions,
}

impl Problem {
    /// The name that scripts match on.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::DamagedTable => "damaged_table",
            Self::MeaninglessVectors => "meaningless_vectors",
            Self::MixedVectors => "mixed_vectors",
            Self::UnknownVectors => "unknown_vectors",
            Self::StaleVectors => "stale_vectors",
            Self::Fragments => "fragments",
            Self::Versions => "versions",
            Self::Reclaimable => "reclaimable",
            Self::WordIndex => "word_index",
            Self::Orphans => "orphans",
            Self::OddRows => "odd_rows",
            Self::RepeatedIds => "repeated_ids",
            Self::NestedRepository => "nested_repository",
            Self::DoubledProject => "doubled_project",
            Self::HeldVersions => "held_versions",
        }
    }

    /// Whether `lore doctor --fix` does something about it.
    #[must_use]
    pub fn is_mended(self) -> bool {
        matches!(
            self,
            Self::Fragments | Self::Versions | Self::Reclaimable | Self::WordIndex | Self::Orphans
        )
    }
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The repository; empty when it is about the store.
    pub repository: String,
    /// What it is.
    pub problem: Problem,
    /// How many entries, files, versions or, where room is wasted, bytes.
    pub count: u64,
    /// What it is, in words.
    pub message: String,
    /// What to do about it, on one line.
    pub advice: String,
}

/// What is odd about rows, and in how many; those of type `system` aside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OddRows {
    /// How many rows have a flaw, by flaw.
    pub flaws: BTreeMap<Flaw, usize>,
    /// Ids that more than one row has, in order.
    pub repeated_ids: Vec<String>,
    /// Rows without an id.
    pub without_id: usize,
    /// Rows by project, of projects whose name is one twice: `repo/repo`.
    pub doubled_projects: BTreeMap<String, usize>,
}

impl OddRows {
    /// Counts one row.
    pub fn count(&mut self, entry: &Entry) {
        for flaw in entry.flaws() {
            *self.flaws.entry(flaw).or_default() += 1;
        }
        self.without_id += usize::from(entry.id.is_empty());
        if half_of_doubled(&entry.project_id).is_some() {
            let project = self.doubled_projects.entry(entry.project_id.clone());
            *project.or_default() += 1;
        }
    }
}

/// The name that stands twice in `repo/repo`.
fn half_of_doubled(project: &str) -> Option<&str> {
    let (one, other) = project.split_once('/')?;
    (one == other && !one.is_empty()).then_some(one)
}

/// A database below a repository's folder: made by a program that took `repo/repo` for the scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nested {
    /// The folder above it, by its name in the store.
    pub repository: String,
    /// Its own folder.
    pub folder: PathBuf,
    /// Its rows; `None` when it cannot be read.
    pub rows: Option<usize>,
}

/// What was found out about a repository beside its health.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// Rows that are not as readers expect them.
    pub odd: OddRows,
    /// Files of failed writes, and their bytes.
    pub orphans: (usize, u64),
    /// Versions that nobody can be reading any more.
    pub old_versions: usize,
    /// Tags and branches.
    pub held_by: Vec<String>,
    /// Why tables of lore's own cannot be read.
    pub damaged: Vec<String>,
}

/// What is wrong with one repository.
#[must_use]
pub fn of_repository(health: &RepositoryHealth, details: &Details) -> Vec<Finding> {
    let mut found = Findings {
        repository: &health.name,
        found: Vec::new(),
    };
    for reason in &details.damaged {
        let advice = "restore it from a backup, or move that folder away to go on without it";
        found.add(Problem::DamagedTable, 1, reason.clone(), advice);
    }
    vectors(&mut found, health);
    files(&mut found, health, details);
    rows(&mut found, &health.name, &details.odd);
    found.found
}

/// A repository that cannot be read, and why.
#[must_use]
pub fn unreadable(repository: &str, why: &str) -> Finding {
    Finding {
        repository: repository.to_owned(),
        problem: Problem::Unreadable,
        count: 1,
        message: why.to_owned(),
        advice: "everything else leaves it out; restore it from a backup, or move it away"
            .to_owned(),
    }
}

/// A database that nobody looks into.
#[must_use]
pub fn nested(nested: &Nested) -> Finding {
    let what = match nested.rows {
        Some(rows) => counted(rows, "row", "rows"),
        None => "a database that cannot be read".to_owned(),
    };
    let folder = nested.folder.display();
    Finding {
        repository: nested.repository.clone(),
        problem: Problem::NestedRepository,
        count: nested.rows.unwrap_or_default() as u64,
        message: format!("{what} one folder too deep, in {folder}, where no program looks"),
        advice: format!(
            "`lore --store '{folder}' export -o FILE`, then `lore import FILE --repo '{}'`, and move that folder away",
            nested.repository
        ),
    }
}

struct Findings<'a> {
    repository: &'a str,
    found: Vec<Finding>,
}

impl Findings<'_> {
    fn add(
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
}

fn vectors(found: &mut Findings<'_>, health: &RepositoryHealth) {
    const ADVICE: &str = "`lore reembed` makes them anew";
    let meaning = health.meaning;
    let entries = counted(meaning.entries(), "entry", "entries");
    let hashes = "a hash of the text or no vector, which search by meaning cannot see";
    let origins = [
        meaning.seen + meaning.outdated,
        meaning.meaningless,
        meaning.foreign,
    ];
    if origins.iter().filter(|count| **count > 0).count() > 1 {
        let message = format!(
            "vectors of several origins: of {entries}, {} have one of the current model, {} {hashes}, {} one of unknown origin",
            thousands(origins[0]),
            thousands(origins[1]),
            thousands(origins[2]),
        );
        found.add(
            Problem::MixedVectors,
            origins[1] + origins[2],
            message,
            ADVICE,
        );
    } else if meaning.meaningless > 0 {
        let message = format!(
            "{} of {entries} have {hashes}",
            thousands(meaning.meaningless)
        );
        found.add(
            Problem::MeaninglessVectors,
            meaning.meaningless,
            message,
            ADVICE,
        );
    } else if meaning.foreign > 0 {
        let message = format!(
            "{} of {entries} have a vector of unknown origin, which is compared with nothing",
            thousands(meaning.foreign)
        );
        found.add(Problem::UnknownVectors, meaning.foreign, message, ADVICE);
    }
    if meaning.outdated > 0 {
        let message = format!(
            "{} changed since the model saw them, so their vectors are stale",
            counted(meaning.outdated, "entry", "entries")
        );
        found.add(Problem::StaleVectors, meaning.outdated, message, ADVICE);
    }
}

fn files(found: &mut Findings<'_>, health: &RepositoryHealth, details: &Details) {
    const MEND: &str = "`lore doctor --fix`";
    if health.is_fragmented() {
        let message = format!(
            "{} for {}: every read opens all of them",
            counted(health.fragments, "file", "files"),
            counted(health.rows, "row", "rows")
        );
        found.add(
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
        found.add(Problem::Versions, health.versions, message, advice);
    }
    let old = health.disk.old;
    if health.is_mostly_old() && old > LITTLE_OLD && removable > 0 {
        let message = format!(
            "{} of old versions and failed writes beside {} of entries",
            bytes(old),
            bytes(health.disk.live)
        );
        let advice = format!("{MEND} frees what nobody can be reading any more");
        found.add(
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
        found.add(
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
        found.add(
            Problem::Orphans,
            orphans,
            message,
            format!("{MEND} removes them"),
        );
    }
    if !details.held_by.is_empty() {
        let message = format!("old versions are kept by {}", details.held_by.join(", "));
        let advice = "remove those that nobody needs with the program that made them";
        found.add(
            Problem::HeldVersions,
            details.held_by.len(),
            message,
            advice,
        );
    }
}

fn rows(found: &mut Findings<'_>, repository: &str, odd: &OddRows) {
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
        found.add(Problem::OddRows, flaws, message, advice);
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
        found.add(
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
        found.add(Problem::DoubledProject, *entries, message, advice);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::health::{Disk, Meaning};

    fn problems(health: &RepositoryHealth, details: &Details) -> Vec<Problem> {
        let found = of_repository(health, details);
        for finding in &found {
            assert!(!finding.message.contains('\n') && !finding.advice.contains('\n'));
            assert!(finding.count > 0, "{finding:?}");
        }
        found.into_iter().map(|finding| finding.problem).collect()
    }

    #[test]
    fn a_sound_repository_has_nothing() {
        let health = RepositoryHealth {
            rows: 10,
            meaning: Meaning {
                seen: 10,
                ..Meaning::default()
            },
            ..RepositoryHealth::default()
        };
        assert_eq!(problems(&health, &Details::default()), []);
    }

    #[test]
    fn only_a_name_that_stands_twice_is_a_wrong_scope() {
        assert_eq!(half_of_doubled("shop/shop"), Some("shop"));
        for fine in ["", "/", "shop", "shop/api", "shop/shop/shop", "a/b/a/b"] {
            assert_eq!(half_of_doubled(fine), None, "{fine}");
        }
    }

    #[test]
    fn vectors_of_one_wrong_origin_are_told_from_a_mixture() {
        let mut health = RepositoryHealth::default();
        health.meaning.meaningless = 3;
        let details = Details::default();
        assert_eq!(problems(&health, &details), [Problem::MeaninglessVectors]);
        health.meaning.foreign = 1;
        assert_eq!(problems(&health, &details), [Problem::MixedVectors]);
        health.meaning.meaningless = 0;
        assert_eq!(problems(&health, &details), [Problem::UnknownVectors]);
        health.meaning.foreign = 0;
        health.meaning.outdated = 2;
        assert_eq!(problems(&health, &details), [Problem::StaleVectors]);
    }

    #[test]
    fn everything_that_is_wrong_is_told_once() {
        let health = RepositoryHealth {
            name: "shop".to_owned(),
            rows: 200,
            versions: 2_000,
            fragments: 200,
            disk: Disk {
                live: 10,
                old: LITTLE_OLD + 1,
                ..Disk::default()
            },
            words: WordIndex::Covers(0, 200),
            ..RepositoryHealth::default()
        };
        let details = Details {
            odd: OddRows {
                flaws: BTreeMap::from([(Flaw::EmptyText, 2), (Flaw::NullColumn("agent"), 1)]),
                repeated_ids: ["a", "b", "c", "d"].map(str::to_owned).to_vec(),
                without_id: 1,
                doubled_projects: BTreeMap::from([("shop/shop".to_owned(), 5)]),
            },
            orphans: (2, 1_000),
            old_versions: 1_900,
            held_by: vec!["tag v1".to_owned()],
            damaged: vec!["lore_images".to_owned()],
        };
        let told = problems(&health, &details);
        assert_eq!(
            told,
            [
                Problem::DamagedTable,
                Problem::Fragments,
                Problem::Versions,
                Problem::Reclaimable,
                Problem::WordIndex,
                Problem::Orphans,
                Problem::HeldVersions,
                Problem::OddRows,
                Problem::RepeatedIds,
                Problem::DoubledProject,
            ]
        );
        let young = Details {
            old_versions: 0,
            ..details.clone()
        };
        let told = problems(&health, &young);
        assert!(!told.contains(&Problem::Versions) && !told.contains(&Problem::Reclaimable));
        let found = of_repository(&health, &details);
        let ids = found.iter().find(|one| one.problem == Problem::RepeatedIds);
        assert!(ids.unwrap().message.contains("a, b, c, 1 more"));
    }
}
