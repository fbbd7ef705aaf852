//! Two rankings of one question as one.

/// How much the meaning counts in a fused score, as the square of the cosine.
///
/// The cosine is not divided by the best one's, as the words' score is: a question of few words is
/// near to nothing, and then its words should decide; a whole sentence is, and then its meaning
/// should. On questions in other words than the notes they ask for, and on questions of a few words
/// of the notes, this beat every fixed weight of divided scores, and ranks (see the tests of search).
const MEANING: f32 = 0.8;

/// How much the words count.
const WORDS: f32 = 1.0 - MEANING;

/// What an entry without a vector is believed to be like: as near as the nearest entry, by as much
/// as it holds the words, and by this.
const BENEFIT_OF_DOUBT: f32 = 0.5;

/// What is left to other hits when some are, or hold, the question word for word.
const BELOW_EXACT: f32 = 0.9;

/// The best score of either ranking; none when it is empty.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Best {
    /// BM25 of the ranking by words.
    pub words: Option<f32>,
    /// Cosine of the ranking by meaning.
    pub meaning: Option<f32>,
}

impl Best {
    /// The fused score of an entry by its BM25 and its cosine, 0 to 1. Where one ranking is empty
    /// the other stands alone: words as a share of the best, meaning as the cosine.
    #[must_use]
    pub fn fuse(self, words: f32, cosine: Option<f32>) -> f32 {
        let share = match self.words {
            Some(best) if best > 0.0 => (words / best).clamp(0.0, 1.0),
            _ => 0.0,
        };
        let cosine = cosine.map(|cosine| cosine.clamp(0.0, 1.0));
        match (self.words, self.meaning) {
            (Some(_), Some(best)) => {
                let nearness = cosine.map_or_else(
                    || best * best * share * BENEFIT_OF_DOUBT,
                    |cosine| cosine * cosine,
                );
                WORDS * share + MEANING * nearness.min(1.0)
            }
            (Some(_), None) => share,
            (None, _) => cosine.unwrap_or(0.0),
        }
    }
}

/// Lifts a hit that is, or holds, the question word for word above all that do not. For lists in
/// which there is at least one such hit.
#[must_use]
pub fn exact_first(score: f32, exact: bool) -> f32 {
    if exact {
        BELOW_EXACT + (1.0 - BELOW_EXACT) * score
    } else {
        BELOW_EXACT * score
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: Best = Best {
        words: Some(12.0),
        meaning: Some(0.6),
    };

    #[test]
    fn both_rankings_count() {
        assert!(BOTH.fuse(12.0, Some(0.6)) > BOTH.fuse(12.0, Some(0.3)));
        assert!(BOTH.fuse(12.0, Some(0.3)) > BOTH.fuse(6.0, Some(0.3)));
        assert!(BOTH.fuse(0.0, Some(-0.2)).abs() < 1e-6);
        assert!((BOTH.fuse(12.0, Some(1.0)) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn words_decide_where_nothing_is_near_and_meaning_where_something_is() {
        assert!(BOTH.fuse(12.0, Some(0.1)) > BOTH.fuse(0.0, Some(0.4)));
        assert!(BOTH.fuse(3.0, Some(0.7)) > BOTH.fuse(12.0, Some(0.3)));
    }

    #[test]
    fn an_entry_without_a_vector_is_neither_first_nor_last_for_that() {
        let unknown = BOTH.fuse(12.0, None);
        assert!(unknown < BOTH.fuse(12.0, Some(0.6)));
        assert!(unknown > BOTH.fuse(12.0, Some(0.1)));
    }

    #[test]
    fn an_empty_ranking_takes_nothing_from_the_other() {
        let words = Best {
            words: Some(3.0),
            meaning: None,
        };
        let meaning = Best {
            words: None,
            meaning: Some(0.4),
        };
        assert!((words.fuse(3.0, None) - 1.0).abs() < 1e-6);
        assert!((meaning.fuse(0.0, Some(0.4)) - 0.4).abs() < 1e-6);
        assert!(Best::default().fuse(1.0, Some(-1.0)).abs() < 1e-6);
    }

    #[test]
    fn exact_hits_come_first_and_stay_in_order() {
        assert!(exact_first(0.0, true) >= exact_first(1.0, false));
        assert!(exact_first(0.6, true) > exact_first(0.5, true));
        assert!(exact_first(1.0, true) <= 1.0);
    }
}
