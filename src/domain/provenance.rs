//! Whether vectors belong to their texts, found out without any record: texts of a sample are embedded
//! anew, and the stored vectors are compared with the new ones.

use super::node_hash;

/// From this cosine on, a stored vector is what the model makes of the text: the same model with its
/// weights as 8-bit integers keeps 0.99 to the original on average, and never falls below this.
pub const SAME: f32 = 0.96;

/// From this cosine on, two vectors lie in the same space, however different their texts. Vectors of
/// unrelated spaces of 384 numbers have cosines around 0 with a standard deviation of 0.05, so this is
/// six of them.
const SAME_SPACE: f32 = 0.3;

/// From this correlation on, stored vectors are near to each other where the texts are: some model made
/// them. Chance alone gives the pairs of [`FEWEST`] vectors half of it once in a thousand times.
const SAME_LIKENESS: f64 = 0.35;

/// Fewer vectors than this have too few pairs to tell a correlation from chance.
const FEWEST: usize = 12;

/// A text of the sample, by its two vectors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample<'a> {
    /// What the table holds; nothing where it holds null.
    pub stored: &'a [f32],
    /// What the model makes of the text that stands there now.
    pub fresh: &'a [f32],
}

/// What a stored vector is to its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Provenance {
    /// The model made it of this text.
    Own,
    /// The model, or a near relative, made it of a text that was different.
    Stale,
    /// Another model made it, of these texts as far as the sample tells.
    Foreign,
    /// A hash of some text that looks like a vector: the Node manager's.
    Hash,
    /// Nothing, zeros, or numbers that are none.
    Missing,
    /// It has nothing to do with its text, as far as the sample tells.
    Unrelated,
    /// It is not the model's, and the sample has too few of its like to tell more.
    Unknown,
}

/// What the vectors of a sample are to their texts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Provenances {
    /// One for each text of the sample, in its order.
    pub of: Vec<Provenance>,
    /// How far the nearness of those vectors that are not the model's follows that of their texts, from
    /// -1 to 1; nothing where there are too few of them.
    pub likeness: Option<f64>,
}

impl Provenances {
    /// How many there are of a kind.
    #[must_use]
    pub fn count(&self, provenance: Provenance) -> usize {
        self.of.iter().filter(|one| **one == provenance).count()
    }

    /// How many texts of the sample have a vector that does not belong to them. Such a vector is found
    /// by what it does not say.
    #[must_use]
    pub fn wrong(&self) -> usize {
        self.of.len() - self.count(Provenance::Own)
    }
}

/// Judges the vectors of a sample.
#[must_use]
pub fn judge(samples: &[Sample<'_>]) -> Provenances {
    let mut of: Vec<Option<Provenance>> = samples.iter().map(alone).collect();
    let undecided: Vec<Sample<'_>> = (samples.iter().zip(&of))
        .filter(|(_, known)| known.is_none())
        .map(|(sample, _)| *sample)
        .collect();
    let likeness = (undecided.len() >= FEWEST).then(|| likeness(&undecided));
    let of_undecided = match likeness {
        Some(likeness) if likeness >= SAME_LIKENESS => Provenance::Foreign,
        Some(_) => Provenance::Unrelated,
        None => Provenance::Unknown,
    };
    let of = of.drain(..).map(|known| known.unwrap_or(of_undecided));
    Provenances {
        of: of.collect(),
        likeness,
    }
}

/// What a vector tells without its like.
fn alone(sample: &Sample<'_>) -> Option<Provenance> {
    let Sample { stored, fresh } = sample;
    let length: f32 = stored.iter().map(|number| number * number).sum();
    if !length.is_normal() {
        return Some(Provenance::Missing);
    }
    if node_hash::is_hash(stored) {
        return Some(Provenance::Hash);
    }
    if stored.len() != fresh.len() {
        return None;
    }
    match cosine(stored, fresh) {
        near if near >= SAME => Some(Provenance::Own),
        near if near >= SAME_SPACE => Some(Provenance::Stale),
        _ => None,
    }
}

/// The correlation of what is near to what: of the stored vectors, and of the new ones of the same
/// texts. It does not matter in which space either lies, nor how many numbers they have.
fn likeness(samples: &[Sample<'_>]) -> f64 {
    let mut pairs = Vec::with_capacity(samples.len() * (samples.len() - 1) / 2);
    for (at, one) in samples.iter().enumerate() {
        for other in &samples[..at] {
            if one.stored.len() == other.stored.len() {
                let stored = cosine(one.stored, other.stored);
                let fresh = cosine(one.fresh, other.fresh);
                pairs.push((f64::from(stored), f64::from(fresh)));
            }
        }
    }
    correlation(&pairs)
}

/// The cosine of two vectors of one length; 0 when one has no direction.
fn cosine(one: &[f32], other: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let lengths = (dot(one, one) * dot(other, other)).sqrt();
    if lengths.is_normal() {
        dot(one, other) / lengths
    } else {
        0.0
    }
}

/// Pearson's correlation; 0 where one side does not vary.
fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let count = pairs.len().max(1) as f64;
    let mean = |side: fn(&(f64, f64)) -> f64| pairs.iter().map(side).sum::<f64>() / count;
    let (mean_x, mean_y) = (mean(|pair| pair.0), mean(|pair| pair.1));
    let (mut both, mut xs, mut ys) = (0.0, 0.0, 0.0);
    for (x, y) in pairs {
        let (x, y) = (x - mean_x, y - mean_y);
        both += x * y;
        xs += x * x;
        ys += y * y;
    }
    let spread = (xs * ys).sqrt();
    if spread > 0.0 { both / spread } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng, rngs::StdRng};

    use super::*;
    use crate::domain::DIMENSION;

    /// Numbers around 0.
    fn noise(random: &mut StdRng, count: usize) -> Vec<f32> {
        (0..count)
            .map(|_| (0..12).map(|_| random.random::<f32>()).sum::<f32>() - 6.0)
            .collect()
    }

    /// Vectors of texts about a few topics.
    fn topical(random: &mut StdRng, count: usize) -> Vec<Vec<f32>> {
        let topics: Vec<Vec<f32>> = (0..5).map(|_| noise(random, DIMENSION)).collect();
        (0..count)
            .map(|at| mixed(&topics[at % 5], &noise(random, DIMENSION), 1.0))
            .collect()
    }

    fn mixed(one: &[f32], other: &[f32], share: f32) -> Vec<f32> {
        one.iter().zip(other).map(|(a, b)| a + share * b).collect()
    }

    /// The same vectors in a space with other axes.
    fn turned(vectors: &[Vec<f32>], random: &mut StdRng, width: usize) -> Vec<Vec<f32>> {
        let axes: Vec<Vec<f32>> = (0..width).map(|_| noise(random, DIMENSION)).collect();
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        vectors
            .iter()
            .map(|vector| axes.iter().map(|axis| dot(axis, vector)).collect())
            .collect()
    }

    fn judged(stored: &[Vec<f32>], fresh: &[Vec<f32>]) -> Provenances {
        let samples: Vec<Sample<'_>> = (stored.iter().zip(fresh))
            .map(|(stored, fresh)| Sample { stored, fresh })
            .collect();
        judge(&samples)
    }

    #[test]
    fn what_the_model_made_is_its_own_at_any_length() {
        let mut random = StdRng::seed_from_u64(1);
        let fresh = topical(&mut random, 20);
        let stored: Vec<Vec<f32>> = fresh
            .iter()
            .map(|vector| {
                let long: Vec<f32> = vector.iter().map(|number| number * 7.0).collect();
                mixed(&long, &noise(&mut random, DIMENSION), 0.5)
            })
            .collect();
        let judged = judged(&stored, &fresh);
        assert_eq!((judged.count(Provenance::Own), judged.wrong()), (20, 0));
        assert_eq!(judged.likeness, None);
    }

    #[test]
    fn a_vector_of_an_earlier_text_is_stale() {
        let mut random = StdRng::seed_from_u64(2);
        let fresh = topical(&mut random, 3);
        let earlier = mixed(&fresh[0], &noise(&mut random, DIMENSION), 1.0);
        let stored = [earlier, fresh[1].clone(), fresh[2].clone()];
        let judged = judged(&stored, &fresh);
        assert_eq!(judged.of[0], Provenance::Stale);
        assert_eq!(judged.count(Provenance::Own), 2);
    }

    #[test]
    fn another_model_is_told_from_noise_whatever_its_width() {
        let mut random = StdRng::seed_from_u64(3);
        for count in [FEWEST, 40] {
            let fresh = topical(&mut random, count);
            for width in [DIMENSION, 768] {
                let other = turned(&fresh, &mut random, width);
                let judged = judged(&other, &fresh);
                assert_eq!(judged.count(Provenance::Foreign), count, "{judged:?}");
            }
            let noise: Vec<Vec<f32>> = (0..count).map(|_| noise(&mut random, DIMENSION)).collect();
            let judged = judged(&noise, &fresh);
            assert_eq!(judged.count(Provenance::Unrelated), count, "{judged:?}");
        }
    }

    #[test]
    fn vectors_of_other_texts_are_not_those_of_another_model() {
        let mut random = StdRng::seed_from_u64(4);
        let fresh = topical(&mut random, 60);
        let other = turned(&fresh, &mut random, DIMENSION);
        // So that those that were of one topic are not again.
        let other: Vec<Vec<f32>> = (0..60)
            .map(|at| other[at % 12 * 5 + at / 12].clone())
            .collect();
        assert_eq!(judged(&other, &fresh).count(Provenance::Unrelated), 60);
    }

    #[test]
    fn hashes_and_what_is_no_vector_need_no_company() {
        let fresh = vec![vec![0.1; DIMENSION]; 5];
        let stored = [
            node_hash::vector_of("any text"),
            vec![0.0; DIMENSION],
            vec![f32::NAN; DIMENSION],
            vec![f32::INFINITY; DIMENSION],
            Vec::new(),
        ];
        let judged = judged(&stored, &fresh);
        assert_eq!(judged.count(Provenance::Hash), 1);
        assert_eq!((judged.count(Provenance::Missing), judged.wrong()), (4, 5));
    }

    #[test]
    fn few_are_not_judged_by_chance() {
        let mut random = StdRng::seed_from_u64(5);
        let fresh = topical(&mut random, FEWEST - 1);
        let stored = turned(&fresh, &mut random, DIMENSION);
        let judged = judged(&stored, &fresh);
        assert_eq!(judged.count(Provenance::Unknown), FEWEST - 1);
        assert_eq!(judged.wrong(), FEWEST - 1);
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(judge(&[]), Provenances::default());
    }
}
