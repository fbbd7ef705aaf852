//! What is wrong with a store, in words, figures and what to do about it.

mod findings;
#[cfg(test)]
mod tests;
mod vectors;

use std::{collections::BTreeMap, path::PathBuf};

use findings::Findings;
pub use vectors::{VectorSample, Vectors};

use super::{
    count::counted,
    entry::{Entry, Flaw},
    health::RepositoryHealth,
};

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
    /// All vectors are of another model than the one in use.
    OtherModel,
    /// Entries without a vector of the model in use, whose vectors lie beside the table.
    MissingVectors,
    /// Vectors that are not what their records say.
    WrongVectors,
    /// Vectors beside the table, of models that are not in use.
    IdleVectors,
    /// A model cannot be had.
    NoModel,
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
            Self::OtherModel => "other_model",
            Self::MissingVectors => "missing_vectors",
            Self::WrongVectors => "wrong_vectors",
            Self::IdleVectors => "idle_vectors",
            Self::NoModel => "no_model",
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

/// What a table of lore's own holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnTable {
    /// Which model made which vector.
    Records,
    /// The vectors of later parts of long texts.
    Parts,
    /// The vectors of this model, which do not fit into the shared table.
    Vectors(String),
    /// What stands nowhere else: the journal, the trash.
    Only,
}

impl OwnTable {
    /// What to do about one that cannot be read, where this model is in use.
    fn advice(&self, in_use: &str) -> String {
        match self {
            Self::Records => "no entry is lost: `lore reembed` makes it anew".to_owned(),
            Self::Parts => {
                "no entry is lost: `lore reembed --all` makes it anew; until then long texts are found by their beginnings"
                    .to_owned()
            }
            Self::Vectors(model) if model == in_use => {
                "no entry is lost: `lore reembed` makes it anew; until then entries are found by their words"
                    .to_owned()
            }
            Self::Vectors(model) => format!(
                "no entry is lost, and the model is not in use: `lore models drop {model} --yes` removes it"
            ),
            Self::Only => {
                "restore it from a backup, or move that folder away to go on without it".to_owned()
            }
        }
    }
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
    /// The tables of lore's own that cannot be read, and why.
    pub damaged: Vec<(OwnTable, String)>,
    /// What its vectors are.
    pub vectors: Vectors,
}

/// What is wrong with one repository.
#[must_use]
pub fn of_repository(health: &RepositoryHealth, details: &Details) -> Vec<Finding> {
    let mut found = Findings::of(&health.name);
    for (table, why) in &details.damaged {
        let advice = table.advice(&details.vectors.model);
        found.add(Problem::DamagedTable, 1, why.clone(), advice);
    }
    found.vectors(health.meaning, &details.vectors);
    found.files(health, details);
    found.rows(&details.odd);
    found.into_list()
}

/// A repository that cannot be read, and why. It is `left_out` where that shows before it is read.
#[must_use]
pub fn unreadable(repository: &str, why: &str, left_out: bool) -> Finding {
    let advice = if left_out {
        "everything else leaves it out; restore it from a backup, or move it away"
    } else {
        "what reads all repositories fails at it: name others with --repo until it is restored from a backup, or moved away"
    };
    Finding {
        repository: repository.to_owned(),
        problem: Problem::Unreadable,
        count: 1,
        message: why.to_owned(),
        advice: advice.to_owned(),
    }
}

/// The model in use cannot be had, and why.
#[must_use]
pub fn no_model(why: &str) -> Finding {
    Finding {
        repository: String::new(),
        problem: Problem::NoModel,
        count: 1,
        message: why.to_owned(),
        advice: "until it is there, new entries get vectors of the bundled model".to_owned(),
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
