//! The results pane: a listing, or hits, or what stands in until the hits come.

use std::sync::Arc;

use crate::{
    domain::{
        entry::{Entry, EntryKey},
        search::{Hit, MatchedBy},
    },
    tui::effect::Question,
};

use super::listing::Listing;

/// Hits asked for at first; more come as one scrolls.
pub const FIRST_HITS: usize = 50;

/// Where cursor and view stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) cursor: usize,
    pub(crate) offset: usize,
}

/// The answer to a search.
#[derive(Debug, Default)]
pub struct Found {
    /// The hits, best first.
    pub hits: Vec<FoundHit>,
    /// How many entries the question ranks in all.
    pub total: usize,
}

/// A hit whose entry other parts of the UI share.
#[derive(Debug, Clone)]
pub struct FoundHit {
    /// The entry.
    pub entry: Arc<Entry>,
    /// 0 to 1, higher is better.
    pub score: f32,
    /// What found it.
    pub matched: MatchedBy,
}

impl From<Hit> for FoundHit {
    fn from(hit: Hit) -> Self {
        Self {
            entry: Arc::new(hit.entry),
            score: hit.score,
            matched: hit.matched,
        }
    }
}

/// Loaded rows that hold what was just typed; they show until the search answers.
#[derive(Debug, Default)]
pub struct Interim {
    /// The rows. Those that were hits before keep their score.
    pub rows: Vec<FoundHit>,
}

/// One row of the pane.
#[derive(Debug, Clone, Copy)]
pub enum Row<'a> {
    /// A row of the listing.
    Listed(&'a Arc<Entry>),
    /// A hit of the search (also an interim one).
    Hit(&'a FoundHit),
    /// Not loaded yet: draw a placeholder.
    Pending,
}

impl<'a> Row<'a> {
    /// The entry, unless the row is still to come.
    #[must_use]
    pub fn entry(self) -> Option<&'a Arc<Entry>> {
        match self {
            Self::Listed(entry) => Some(entry),
            Self::Hit(hit) => Some(&hit.entry),
            Self::Pending => None,
        }
    }

    /// The score, for hits that have one (interim rows that were no hits have 0 and no match).
    #[must_use]
    pub fn score(self) -> Option<f32> {
        match self {
            Self::Hit(hit) if hit.matched != MatchedBy::default() => Some(hit.score),
            _ => None,
        }
    }
}

/// The newest question to the store.
#[derive(Debug, Default)]
pub(crate) struct Asking {
    /// Its number; answers to older ones are dropped.
    pub(crate) generation: u64,
    /// The question itself, as long as it may have to be asked again.
    pub(crate) question: Option<Question>,
    /// It has no answer yet.
    pub(crate) in_flight: bool,
    /// Some question had an answer, be it an old one.
    pub(crate) was_answered: bool,
    /// The store changed while it was worked on.
    pub(crate) outdated: bool,
    /// Hits asked for.
    pub(crate) limit: usize,
}

/// The results pane.
#[derive(Debug, Default)]
pub struct Results {
    /// The listing of the filter, for when there are no words to search by.
    pub listing: Listing,
    /// The newest answer of the search; `None` when the listing shows.
    pub found: Option<Found>,
    /// What shows instead of either while an answer is on its way.
    pub interim: Option<Interim>,
    /// An answer is on its way: mark what shows as not final.
    pub searching: bool,
    /// Why the newest search or listing failed.
    pub error: Option<String>,
    /// The row under the cursor.
    pub cursor: usize,
    /// The first row shown.
    pub offset: usize,
    /// The selected entry. It outlives reloads; `cursor` follows it.
    pub selection: Option<EntryKey>,
    /// The question these are the answer to.
    pub(crate) asking: Asking,
    /// The last row of all was asked for; it may still have to come.
    pub(crate) to_end: bool,
    /// The cursor was moved since the question changed.
    pub(crate) moved: bool,
    /// Rows that fit, as far as known.
    pub(crate) screenful: usize,
}

impl Results {
    /// Rows one can move to.
    #[must_use]
    pub fn len(&self) -> usize {
        match (&self.interim, &self.found) {
            (Some(interim), _) => interim.rows.len(),
            (None, Some(found)) => found.hits.len(),
            (None, None) => self.listing.total.unwrap_or(0),
        }
    }

    /// Whether there is nothing to move to.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many entries there are in all: those listed, or those the search ranks. `None` while
    /// that is not known.
    #[must_use]
    pub fn total(&self) -> Option<usize> {
        match (&self.interim, &self.found) {
            (Some(_), _) => None,
            (None, Some(found)) => Some(found.total),
            (None, None) => self.listing.total,
        }
    }

    pub(crate) fn place(&self) -> Place {
        Place {
            cursor: self.cursor,
            offset: self.offset,
        }
    }

    /// Whether hits (final or interim) show, and not the listing.
    #[must_use]
    pub fn shows_hits(&self) -> bool {
        self.interim.is_some() || self.found.is_some()
    }

    /// The score whose bar is full: the best one (0 when no hit has any), or 1 when all were found
    /// by meaning alone, as the best may be far from what was asked. `None` for a listing.
    #[must_use]
    pub fn full_score(&self) -> Option<f32> {
        let hits = match (&self.interim, &self.found) {
            (Some(interim), _) => &interim.rows,
            (None, Some(found)) => &found.hits,
            (None, None) => return None,
        };
        let Some(best) = hits.iter().find_map(|hit| Row::Hit(hit).score()) else {
            return Some(0.0);
        };
        let by_words = |hit: &FoundHit| hit.matched.keyword || hit.matched.fuzzy;
        Some(if hits.iter().any(by_words) { best } else { 1.0 })
    }

    /// A row; `None` behind the end.
    #[must_use]
    pub fn row(&self, row: usize) -> Option<Row<'_>> {
        if row >= self.len() {
            return None;
        }
        Some(match (&self.interim, &self.found) {
            (Some(interim), _) => Row::Hit(&interim.rows[row]),
            (None, Some(found)) => Row::Hit(&found.hits[row]),
            (None, None) => self.listing.get(row).map_or(Row::Pending, Row::Listed),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(score: f32, matched: MatchedBy) -> Results {
        let entry = Arc::new(Entry {
            repository: "shop".into(),
            id: "e1".into(),
            text: "text".into(),
            kind: "decision".into(),
            project_id: String::new(),
            session_id: String::new(),
            agent: String::new(),
            timestamp: String::new(),
            metadata: String::new(),
            revision: String::new(),
            null_columns: Vec::new(),
        });
        let hit = FoundHit {
            entry,
            score,
            matched,
        };
        Results {
            found: Some(Found {
                hits: vec![hit],
                total: 1,
            }),
            ..Results::default()
        }
    }

    #[test]
    fn what_only_the_meaning_found_is_not_measured_against_itself() {
        let is = |results: Results, full: f32| {
            let told = results.full_score().unwrap();
            assert!((told - full).abs() < 1e-6, "{told}");
        };
        let semantic = MatchedBy {
            semantic: true,
            ..MatchedBy::default()
        };
        let both = MatchedBy {
            keyword: true,
            ..semantic
        };
        is(found(0.2, semantic), 1.0);
        is(found(0.2, both), 0.2);
        is(found(0.0, MatchedBy::default()), 0.0);
        assert!(Results::default().full_score().is_none());
    }
}
