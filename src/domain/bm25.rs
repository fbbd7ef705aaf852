//! BM25: how well an entry's words answer a question's words.

/// How soon more occurrences of a word stop counting.
const SATURATION: f32 = 1.2;

/// How much a long text's occurrences count less: 0 not at all, 1 in proportion.
const LENGTH_PENALTY: f32 = 0.75;

/// What is known of all searched texts together. Counts of several tables add up, so that their
/// entries can be ranked in one list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Corpus {
    /// How many texts there are.
    pub documents: u64,
    /// How many words they hold in all.
    pub words: u64,
}

impl Corpus {
    /// Counts another table in.
    pub fn add(&mut self, other: Self) {
        self.documents += other.documents;
        self.words += other.words;
    }

    /// How much it says that a text holds a word which `frequency` texts hold. Never negative.
    #[must_use]
    pub fn rarity(self, frequency: u64) -> f32 {
        let without = self.documents.saturating_sub(frequency) as f32;
        ((without + 0.5) / (frequency as f32 + 0.5)).ln_1p()
    }

    /// The part of a word's rarity that a text earns which holds it `occurrences` times among
    /// `length` words.
    #[must_use]
    pub fn weight(self, occurrences: f32, length: u32) -> f32 {
        let average = (self.words as f32 / self.documents.max(1) as f32).max(1.0);
        let norm = SATURATION * (1.0 - LENGTH_PENALTY + LENGTH_PENALTY * length as f32 / average);
        occurrences * (SATURATION + 1.0) / (occurrences + norm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CORPUS: Corpus = Corpus {
        documents: 1000,
        words: 50_000,
    };

    #[test]
    fn rare_words_say_more_and_none_says_less_than_nothing() {
        assert!(CORPUS.rarity(1) > CORPUS.rarity(10));
        assert!(CORPUS.rarity(10) > CORPUS.rarity(1000));
        assert!(CORPUS.rarity(1000) >= 0.0);
        assert!(CORPUS.rarity(5000) >= 0.0, "deleted rows may be counted");
    }

    #[test]
    fn repetition_saturates_and_length_costs() {
        let once = CORPUS.weight(1.0, 50);
        assert!(CORPUS.weight(2.0, 50) > once);
        assert!(CORPUS.weight(100.0, 50) < 2.2 * once + 1.0);
        assert!(CORPUS.weight(1.0, 500) < once);
    }

    #[test]
    fn an_empty_corpus_divides_nothing_by_zero() {
        assert!(Corpus::default().weight(1.0, 1).is_finite());
        assert!(Corpus::default().rarity(0).is_finite());
    }
}
