//! How a store stands: what lies on disk, and what search can see of it.

/// A repository with fewer rows a file than this, and more files than [`MANY_FRAGMENTS`], is slow
/// for want of compaction.
const FEW_ROWS_A_FRAGMENT: usize = 100;

/// So many files of rows make every read slower.
const MANY_FRAGMENTS: usize = 100;

/// So many old versions are more than history needs.
const MANY_VERSIONS: usize = 1_000;

/// How a store stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Health {
    /// By name.
    pub repositories: Vec<RepositoryHealth>,
    /// The repositories that cannot be read, and why.
    pub broken: Vec<String>,
}

/// How a repository stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RepositoryHealth {
    /// Its name.
    pub name: String,
    /// Rows of the table, those of type `system` too.
    pub rows: usize,
    /// Rows that were removed and still take room in files.
    pub removed_rows: usize,
    /// Versions that still exist.
    pub versions: usize,
    /// Files of rows in the newest version.
    pub fragments: usize,
    /// What takes how much room.
    pub disk: Disk,
    /// What the index of words covers.
    pub words: WordIndex,
    /// What semantic search can see.
    pub meaning: Meaning,
}

/// Bytes on disk by what they hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Disk {
    /// The newest version.
    pub live: u64,
    /// What only older versions need, and what cut-off writes left.
    pub old: u64,
    /// The index of words.
    pub index: u64,
    /// What lore keeps beside: records of vectors, the journal, the trash.
    pub side: u64,
}

/// What the index of words covers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WordIndex {
    /// There is none, and the table is so small that none is needed.
    #[default]
    Needless,
    /// It covers so many rows of so many; the others are searched without it.
    Covers(usize, usize),
}

/// What semantic search can see of a set of entries. `system` rows are not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Meaning {
    /// Entries with a vector that the model made of their text.
    pub seen: usize,
    /// Entries whose text or vector somebody changed since the model saw it.
    pub outdated: usize,
    /// Entries whose vector is a hash of the text, or zero, and means nothing.
    pub meaningless: usize,
    /// Entries with a vector of another model, by the records.
    pub others: usize,
    /// Entries with a vector that nobody knows the origin of.
    pub foreign: usize,
    /// Entries that cannot have a vector: without text, or without an id of their own.
    pub unfit: usize,
}

impl Health {
    /// All repositories of which `of` holds, added up; the name is empty.
    #[must_use]
    pub fn total(&self, of: impl Fn(&RepositoryHealth) -> bool) -> RepositoryHealth {
        let mut total = RepositoryHealth::default();
        for one in self.repositories.iter().filter(|one| of(one)) {
            total.rows += one.rows;
            total.removed_rows += one.removed_rows;
            total.versions += one.versions;
            total.fragments += one.fragments;
            total.disk.add(one.disk);
            total.meaning.add(one.meaning);
            total.words = match (total.words, one.words) {
                (words, WordIndex::Needless) | (WordIndex::Needless, words) => words,
                (WordIndex::Covers(some, of), WordIndex::Covers(more, others)) => {
                    WordIndex::Covers(some + more, of + others)
                }
            };
        }
        total
    }
}

impl RepositoryHealth {
    /// Whether it has far more files than its rows need.
    #[must_use]
    pub fn is_fragmented(&self) -> bool {
        self.fragments > MANY_FRAGMENTS && self.rows < self.fragments * FEW_ROWS_A_FRAGMENT
    }

    /// Whether more old versions lie around than anybody looks at.
    #[must_use]
    pub fn has_many_versions(&self) -> bool {
        self.versions > MANY_VERSIONS
    }

    /// Whether old versions take more room than what the table says now.
    #[must_use]
    pub fn is_mostly_old(&self) -> bool {
        self.disk.old > self.disk.live
    }

    /// Whether the index of words lags behind by a tenth of the table.
    #[must_use]
    pub fn index_lags(&self) -> bool {
        match self.words {
            WordIndex::Needless => false,
            WordIndex::Covers(rows, of) => rows * 10 < of * 9,
        }
    }
}

impl Disk {
    /// All of it.
    #[must_use]
    pub fn total(self) -> u64 {
        self.live + self.old + self.index + self.side
    }

    fn add(&mut self, other: Self) {
        self.live += other.live;
        self.old += other.old;
        self.index += other.index;
        self.side += other.side;
    }
}

impl Meaning {
    /// Entries counted.
    #[must_use]
    pub fn entries(self) -> usize {
        self.seen + self.missing() + self.unfit
    }

    /// Entries that semantic search cannot see yet: those that re-embedding would help.
    #[must_use]
    pub fn missing(self) -> usize {
        self.outdated + self.meaningless + self.others + self.foreign
    }

    /// Counts those of another set of entries as well.
    pub fn add(&mut self, other: Self) {
        self.seen += other.seen;
        self.outdated += other.outdated;
        self.meaningless += other.meaningless;
        self.others += other.others;
        self.foreign += other.foreign;
        self.unfit += other.unfit;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_add_up() {
        let one = RepositoryHealth {
            name: "a".to_owned(),
            rows: 10,
            versions: 3,
            words: WordIndex::Covers(7, 10),
            disk: Disk {
                live: 5,
                old: 6,
                index: 7,
                side: 8,
            },
            meaning: Meaning {
                seen: 9,
                outdated: 1,
                ..Meaning::default()
            },
            ..RepositoryHealth::default()
        };
        let small = RepositoryHealth {
            name: "b".to_owned(),
            rows: 2,
            ..RepositoryHealth::default()
        };
        let health = Health {
            repositories: vec![one, small],
            broken: Vec::new(),
        };
        let total = health.total(|_| true);
        assert_eq!((total.rows, total.versions), (12, 3));
        assert_eq!(
            total.words,
            WordIndex::Covers(7, 10),
            "of those that need one"
        );
        assert_eq!((total.disk.total(), total.meaning.missing()), (26, 1));
        assert_eq!(health.total(|one| one.name == "b").rows, 2);
    }

    #[test]
    fn what_is_out_of_order_is_noticed() {
        let calm = RepositoryHealth {
            rows: 50_000,
            fragments: 101,
            versions: 1_000,
            words: WordIndex::Covers(45_000, 50_000),
            ..RepositoryHealth::default()
        };
        assert!(!calm.is_fragmented() && !calm.has_many_versions() && !calm.index_lags());
        let odd = RepositoryHealth {
            rows: 500,
            fragments: 101,
            versions: 1_001,
            words: WordIndex::Covers(449, 500),
            ..RepositoryHealth::default()
        };
        assert!(odd.is_fragmented() && odd.has_many_versions() && odd.index_lags());
    }
}
