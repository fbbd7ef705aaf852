//! Vectors in a byte a number: a quarter of the memory, read ten times as fast as the table, and
//! with a known error, so that what they cannot decide is looked up in the table.

mod plane;
mod question;

use lance_linalg::distance::{dot_f32, dot_u8::dot_u8};

use crate::domain::node_hash::is_hash;
pub(super) use plane::Plane;
pub(super) use question::SketchedQuestion;
use question::{HALF_BYTE, QUESTION_MIDDLE};

/// The code of 0; codes go as far below it as above.
const CODE_MIDDLE: u8 = 128;

/// Largest distance of a code from the middle.
const CODE_RANGE: f32 = 127.0;

/// Numbers that are reckoned with side by side.
const LANES: usize = 8;

/// Vectors of unit length, quantised; all as wide as the first.
#[derive(Debug, Default)]
pub(super) struct Sketches {
    width: usize,
    codes: Vec<u8>,
    vectors: Vec<Sketched>,
}

/// What a vector's codes stand for.
#[derive(Debug, Clone, Copy)]
struct Sketched {
    scale: f32,
    /// Length of the difference to the vector.
    error: f32,
    sum_of_codes: u32,
}

impl Sketches {
    /// The cosine that it has at most with a question of the same width, by half the work of
    /// [`Self::cosine`].
    pub(super) fn at_most(&self, at: usize, question: &SketchedQuestion) -> f32 {
        let codes = self.codes(at);
        let vector = self.vectors[at];
        let high = i64::from(dot_u8(codes, &question.high_bytes));
        let (middle, middles) = (i64::from(CODE_MIDDLE), i64::from(QUESTION_MIDDLE));
        let product = (high << 8)
            - (middles - HALF_BYTE) * i64::from(vector.sum_of_codes)
            - middle * question.sum_of_coarse
            + self.numbers() * middle * middles;
        // A sketch is longer than its vector, which is of length one, by its error at most.
        let error = vector.error + question.error + (1.0 + vector.error) * question.left_out;
        product as f32 * vector.scale * question.scale + error
    }

    /// Appends a vector, unless it has no direction or means nothing; returns whether it did.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "numbers of a unit vector have codes from 1 to 255"
    )]
    pub(super) fn push(&mut self, vector: &[f32]) -> bool {
        let fits = self.vectors.is_empty() || vector.len() == self.width;
        if !fits || is_hash(vector) {
            return false;
        }
        let length = dot_f32(vector, vector).sqrt();
        if length <= 0.0 || !length.is_finite() {
            return false;
        }
        self.width = vector.len();
        let largest = largest(vector);
        let (scale, step) = (largest / length / CODE_RANGE, CODE_RANGE / largest);
        let begin = self.codes.len();
        // Cutting off the fraction of a positive number, half a step up, is rounding.
        let code = |number: &f32| (number * step + f32::from(CODE_MIDDLE) + 0.5) as u8;
        self.codes.extend(vector.iter().map(code));
        let codes = &self.codes[begin..];
        // In steps of the scale, in several sums that need not wait for each other.
        let mut errors = [0.0_f32; LANES];
        for (numbers, codes) in vector.chunks(LANES).zip(codes.chunks(LANES)) {
            for ((error, number), code) in errors.iter_mut().zip(numbers).zip(codes) {
                let difference = number * step - (f32::from(*code) - f32::from(CODE_MIDDLE));
                *error += difference * difference;
            }
        }
        self.vectors.push(Sketched {
            scale,
            error: errors.iter().sum::<f32>().sqrt() * scale,
            sum_of_codes: codes.iter().map(|code| u32::from(*code)).sum(),
        });
        true
    }

    /// Makes room for so many vectors as wide as these.
    pub(super) fn reserve(&mut self, vectors: usize, like: &Self) {
        self.codes.reserve_exact(vectors * like.width);
        self.vectors.reserve_exact(vectors);
    }

    pub(super) fn append(&mut self, mut other: Self) {
        self.width = other.width.max(self.width);
        self.codes.append(&mut other.codes);
        self.vectors.append(&mut other.vectors);
    }

    pub(super) fn extend(&mut self, other: &Self) {
        self.width = other.width.max(self.width);
        self.codes.extend_from_slice(&other.codes);
        self.vectors.extend_from_slice(&other.vectors);
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.codes.shrink_to_fit();
        self.vectors.shrink_to_fit();
    }

    /// Appends one of other sketches.
    pub(super) fn push_from(&mut self, other: &Self, at: usize) {
        self.width = other.width;
        self.codes.extend_from_slice(other.codes(at));
        self.vectors.push(other.vectors[at]);
    }

    pub(super) fn len(&self) -> usize {
        self.vectors.len()
    }

    fn codes(&self, at: usize) -> &[u8] {
        &self.codes[at * self.width..(at + 1) * self.width]
    }

    /// The width, to reckon with.
    fn numbers(&self) -> i64 {
        i64::try_from(self.width).unwrap_or(i64::MAX)
    }

    /// The cosine of two of them, and how far that is off at most.
    pub(super) fn cosine_of(&self, one: usize, other: usize) -> (f32, f32) {
        let product = i64::from(dot_u8(self.codes(one), self.codes(other)));
        let (one, other) = (self.vectors[one], self.vectors[other]);
        let middle = i64::from(CODE_MIDDLE);
        let sums = i64::from(one.sum_of_codes) + i64::from(other.sum_of_codes);
        let product = product - middle * sums + self.numbers() * middle * middle;
        // Room for the product of both errors and for the rounding of their sums.
        let error = one.error + other.error + one.error * other.error + 1e-5;
        (product as f32 * one.scale * other.scale, error)
    }

    /// The cosine with a question that may be of another width: nothing then.
    pub(super) fn cosine_with(&self, at: usize, question: &SketchedQuestion) -> Option<(f32, f32)> {
        (question.high_bytes.len() == self.width).then(|| self.cosine(at, question))
    }

    /// The cosine with a question of the same width, and how far that is off at most.
    pub(super) fn cosine(&self, at: usize, question: &SketchedQuestion) -> (f32, f32) {
        let codes = self.codes(at);
        let vector = self.vectors[at];
        let high = i64::from(dot_u8(codes, &question.high_bytes));
        let low = i64::from(dot_u8(codes, &question.low_bytes));
        let (middle, middles) = (i64::from(CODE_MIDDLE), i64::from(QUESTION_MIDDLE));
        // Of the product of sums, take off what the middles contributed.
        let product = (high << 8) + low
            - middles * i64::from(vector.sum_of_codes)
            - middle * question.sum_of_codes
            + self.numbers() * middle * middles;
        (
            product as f32 * vector.scale * question.scale,
            vector.error + question.error,
        )
    }
}

/// The cosine of two vectors; 0 when one has no direction.
pub(super) fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot: f32 = a.iter().zip(b).map(|(a, b)| a * b).sum();
    let lengths = length(a) * length(b);
    if lengths > 0.0 && lengths.is_finite() {
        dot / lengths
    } else {
        0.0
    }
}

/// A vector in its direction, of length one.
pub(super) fn unit(vector: &[f32]) -> Vec<f32> {
    let length = length(vector);
    vector.iter().map(|number| number / length).collect()
}

fn length(vector: &[f32]) -> f32 {
    vector
        .iter()
        .map(|number| number * number)
        .sum::<f32>()
        .sqrt()
}

fn largest(numbers: &[f32]) -> f32 {
    let mut largest = [0.0_f32; LANES];
    for numbers in numbers.chunks(LANES) {
        for (largest, number) in largest.iter_mut().zip(numbers) {
            *largest = number.abs().max(*largest);
        }
    }
    largest.into_iter().fold(0.0, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema::VECTOR_WIDTH;

    fn wave(step: f32) -> Vec<f32> {
        (0..VECTOR_WIDTH)
            .map(|n| (n as f32 * step).sin() * (n as f32 * 0.7).cos())
            .collect()
    }

    #[test]
    fn the_error_is_never_larger_than_told() {
        let mut sketches = Sketches::default();
        let vectors: Vec<Vec<f32>> = (1_u8..200).map(|n| wave(f32::from(n) * 0.013)).collect();
        assert!(vectors.iter().all(|vector| sketches.push(vector)));
        for step in [0.02, 0.5, 1.3] {
            let question = wave(step);
            let asked = SketchedQuestion::new(&question).unwrap();
            for (at, vector) in vectors.iter().enumerate() {
                let (near, error) = sketches.cosine(at, &asked);
                let exact = cosine(vector, &question);
                assert!(
                    (near - exact).abs() <= error,
                    "{near} is not {exact} within {error}"
                );
                assert!(error < 0.02);
                let at_most = sketches.at_most(at, &asked);
                assert!(
                    at_most >= exact && at_most - exact < 0.06,
                    "{at_most} {exact}"
                );
            }
        }
    }

    #[test]
    fn sketches_that_are_put_together_are_as_near_as_before() {
        let vectors = [wave(0.02), wave(0.5)];
        let asked = SketchedQuestion::new(&wave(0.3)).unwrap();
        let mut together = Sketches::default();
        for vector in &vectors {
            let mut one = Sketches::default();
            assert!(one.push(vector));
            together.extend(&one);
            let at = together.len() - 1;
            assert_eq!(together.cosine(at, &asked), one.cosine(0, &asked));
        }
    }

    #[test]
    fn two_sketches_have_the_cosine_of_their_vectors_and_lie_on_their_sides() {
        let mut sketches = Sketches::default();
        let vectors: Vec<Vec<f32>> = (1_u8..60).map(|n| wave(f32::from(n) * 0.013)).collect();
        assert!(vectors.iter().all(|vector| sketches.push(vector)));
        let (mut first, mut copy) = (Sketches::default(), Sketches::default());
        assert!(first.push(&vectors[0]));
        copy.extend(&first);
        assert!(copy.cosine_of(0, 0).0 > 0.98);
        for at in 1..sketches.len() {
            copy.push_from(&sketches, at);
        }
        for (one, a) in vectors.iter().enumerate() {
            for (other, b) in vectors.iter().enumerate() {
                let (near, error) = copy.cosine_of(one, other);
                assert!((near - cosine(a, b)).abs() <= error && error < 0.02);
            }
        }
        let planes: Vec<Plane> = (0..64).map(|number| Plane::random(3, number)).collect();
        let (mut wrong, mut above) = (0, 0);
        for plane in &planes {
            for (at, vector) in vectors.iter().enumerate() {
                let numbers = plane.codes.iter().map(|code| f32::from(*code) - 127.5);
                let side: f32 = numbers.zip(vector).map(|(a, b)| a * b).sum();
                above += usize::from(side > 0.0);
                wrong += usize::from((side > 0.0) != sketches.is_above(at, plane));
            }
        }
        let all = planes.len() * vectors.len();
        assert!(wrong * 50 < all, "{wrong} of {all}");
        assert!(above * 3 > all && above * 3 < all * 2, "{above} of {all}");
    }

    #[test]
    fn vectors_without_meaning_are_left_out() {
        let mut sketches = Sketches::default();
        let hash = crate::domain::node_hash::vector_of("any text");
        assert!(!sketches.push(&hash));
        assert!(!sketches.push(&[0.0; VECTOR_WIDTH]));
        assert!(!sketches.push(&[f32::NAN; VECTOR_WIDTH]));
        // Those of one width belong together.
        assert!(sketches.push(&wave(0.5)));
        assert!(!sketches.push(&[1.0; 3]));
        assert!(SketchedQuestion::new(&[0.0; VECTOR_WIDTH]).is_none());
    }
}
