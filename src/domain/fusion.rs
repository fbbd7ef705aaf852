//! Two rankings of one question as one.

/// How much the meaning counts in a fused score. Measured on known-item questions, see the tests of
/// search; 0.3 to 0.5 are nearly as good, fusing by ranks is worse.
const MEANING: f32 = 0.4;

/// How much the words count.
const WORDS: f32 = 1.0 - MEANING;

/// What is left to other hits when some hold the question word for word.
const BELOW_EXACT: f32 = 0.9;

/// The best score of either ranking, by which its scores are divided; none when it is empty.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Best {
    /// Of the ranking by words.
    pub words: Option<f32>,
    /// Of the ranking by meaning.
    pub meaning: Option<f32>,
}

impl Best {
    /// The fused score, 0 to 1. Where one ranking is empty the other stands alone.
    #[must_use]
    pub fn fuse(self, words: f32, meaning: f32) -> f32 {
        let relative = |score: f32, best: f32| {
            if best > 0.0 {
                (score / best).clamp(0.0, 1.0)
            } else {
                0.0
            }
        };
        match (self.words, self.meaning) {
            (Some(best_words), Some(best_meaning)) => {
                WORDS * relative(words, best_words) + MEANING * relative(meaning, best_meaning)
            }
            (Some(best), None) => relative(words, best),
            (None, Some(best)) => relative(meaning, best),
            (None, None) => 0.0,
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

    #[test]
    fn the_best_of_both_is_one_and_the_worst_is_nothing() {
        let best = Best {
            words: Some(12.0),
            meaning: Some(0.5),
        };
        assert!((best.fuse(12.0, 0.5) - 1.0).abs() < 1e-6);
        assert!(best.fuse(0.0, -0.2).abs() < 1e-6);
        assert!(best.fuse(12.0, 0.0) > best.fuse(0.0, 0.5));
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
        assert!((words.fuse(3.0, 0.0) - 1.0).abs() < 1e-6);
        assert!((meaning.fuse(0.0, 0.4) - 1.0).abs() < 1e-6);
        assert!(Best::default().fuse(1.0, 1.0).abs() < 1e-6);
    }

    #[test]
    fn exact_hits_come_first_and_stay_in_order() {
        assert!(exact_first(0.0, true) >= exact_first(1.0, false));
        assert!(exact_first(0.6, true) > exact_first(0.5, true));
        assert!(exact_first(1.0, true) <= 1.0);
    }
}
