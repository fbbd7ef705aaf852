//! Questions to the store and the answers to them.

use thiserror::Error;

use super::{entry::Entry, filter::Filter};

/// Longest question, in characters: a few pages.
pub const MOST_CHARACTERS: usize = 20_000;

/// The same where letters are looked for in order: each costs time in each entry.
pub const MOST_LETTERS: usize = 256;

/// A question that cannot be answered.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum QuestionError {
    /// It says nothing.
    #[error("the search is for nothing; give some words, or list entries instead")]
    Empty,
    /// It would take too long.
    #[error("the search is for {given} characters, and {} search takes {most}; look for less", .mode.name())]
    TooLong {
        /// How long it is.
        given: usize,
        /// How long it may be.
        most: usize,
        /// The mode, which decides that.
        mode: SearchMode,
    },
    /// No hit can have such a score.
    #[error("`threshold` is {0}; scores are from 0 to 1")]
    NoScore(f32),
}

/// How entries are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SearchMode {
    /// Keyword and semantic together, fused by score.
    #[default]
    Hybrid,
    /// By meaning: cosine of embeddings.
    Semantic,
    /// By words: BM25.
    Keyword,
    /// By letters in order, as file finders do.
    Fuzzy,
}

impl SearchMode {
    /// All modes, in the order in which a key cycles through them.
    pub const ALL: [Self; 4] = [Self::Hybrid, Self::Semantic, Self::Keyword, Self::Fuzzy];

    /// The name in commands and titles.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hybrid => "hybrid",
            Self::Semantic => "semantic",
            Self::Keyword => "keyword",
            Self::Fuzzy => "fuzzy",
        }
    }

    /// The mode of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }

    /// Whether the meaning of the question counts, and so takes a model.
    #[must_use]
    pub fn compares_meanings(self) -> bool {
        matches!(self, Self::Hybrid | Self::Semantic)
    }

    /// The mode after this one, round and round.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|mode| *mode == self).unwrap_or(0);
        Self::ALL[(at + 1) % Self::ALL.len()]
    }
}

/// A question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SearchRequest {
    /// The free words; not empty.
    pub words: String,
    /// The last word is still being typed: it also matches as a prefix.
    pub typing: bool,
    /// Which entries may be found at all; applied before the limit.
    pub filter: Filter,
    /// How to look.
    pub mode: SearchMode,
    /// At most so many hits.
    pub limit: usize,
    /// Only hits with at least this score (0 to 1).
    pub threshold: Option<f32>,
}

impl SearchRequest {
    /// Refuses a question that says nothing, or more than can be looked for in a reasonable time, and one
    /// for scores that there are not.
    pub fn check(&self) -> Result<(), QuestionError> {
        if self.words.trim().is_empty() {
            return Err(QuestionError::Empty);
        }
        if let Some(score) = self.threshold
            && !(0.0..=1.0).contains(&score)
        {
            return Err(QuestionError::NoScore(score));
        }
        let mode = self.mode;
        let most = match mode {
            SearchMode::Fuzzy => MOST_LETTERS,
            SearchMode::Hybrid | SearchMode::Semantic | SearchMode::Keyword => MOST_CHARACTERS,
        };
        match self.words.chars().count() {
            given if given > most => Err(QuestionError::TooLong { given, most, mode }),
            _ => Ok(()),
        }
    }
}

/// Which ways of looking found a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MatchedBy {
    /// Its letters occur in order.
    pub fuzzy: bool,
    /// It holds words of the query.
    pub keyword: bool,
    /// Its meaning is near.
    pub semantic: bool,
}

impl MatchedBy {
    /// The names of the ways, for JSON.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        [
            (self.fuzzy, "fuzzy"),
            (self.keyword, "keyword"),
            (self.semantic, "semantic"),
        ]
        .into_iter()
        .filter_map(|(found, name)| found.then_some(name))
        .collect()
    }
}

/// One found entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The entry.
    pub entry: Entry,
    /// 0 to 1, higher is better, comparable within one answer.
    pub score: f32,
    /// What found it.
    pub matched: MatchedBy,
}

/// The answer to a [`SearchRequest`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SearchAnswer {
    /// Best first, at most the asked number.
    pub hits: Vec<Hit>,
    /// How many entries the question ranks in all; more than `hits` when the limit cut the list.
    pub total: usize,
}

/// The order of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sort {
    /// Newest first; undated entries last.
    #[default]
    Newest,
    /// Oldest first; undated entries last.
    Oldest,
}

impl Sort {
    /// Both orders.
    pub const ALL: [Self; 2] = [Self::Newest, Self::Oldest];

    /// The name in commands.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
        }
    }

    /// The order of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.name() == name)
    }

    /// The other order.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Newest => Self::Oldest,
            Self::Oldest => Self::Newest,
        }
    }
}
