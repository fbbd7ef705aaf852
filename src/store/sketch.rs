//! Vectors in a byte a number: a quarter of the memory, read ten times as fast as the table, and
//! with a known error, so that what they cannot decide is looked up in the table.

use lance_linalg::distance::dot_u8::dot_u8;

use super::schema::VECTOR_WIDTH;
use crate::domain::node_hash::is_hash;

/// The code of 0; codes go as far below it as above.
const CODE_MIDDLE: u8 = 128;

#[expect(clippy::cast_possible_wrap, reason = "a few hundred")]
const WIDTH: i64 = VECTOR_WIDTH as i64;

/// Largest distance of a code from the middle.
const CODE_RANGE: f32 = 127.0;

/// The code of 0 in a question, which has two bytes a number: its error is next to none.
const QUESTION_MIDDLE: u16 = 1 << 15;

/// Largest distance of a question's code from the middle.
const QUESTION_RANGE: f32 = 32767.0;

/// Vectors of unit length, quantised.
#[derive(Debug, Default)]
pub(super) struct Sketches {
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

/// A question of unit length, quantised.
#[derive(Debug, Clone)]
pub(super) struct SketchedQuestion {
    high_bytes: Vec<u8>,
    low_bytes: Vec<u8>,
    sum_of_codes: i64,
    scale: f32,
    error: f32,
}

impl Sketches {
    /// Appends a vector, unless it has no direction or means nothing; returns whether it did.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "numbers of a unit vector have codes from 1 to 255"
    )]
    pub(super) fn push(&mut self, vector: &[f32]) -> bool {
        if vector.len() != VECTOR_WIDTH || is_hash(vector) {
            return false;
        }
        let length = length(vector);
        if length <= 0.0 || !length.is_finite() {
            return false;
        }
        let scale = largest(vector) / length / CODE_RANGE;
        let step = 1.0 / (length * scale);
        let (mut error, mut sum_of_codes) = (0.0, 0);
        for number in vector {
            // Cutting off the fraction of a positive number, half a step up, is rounding.
            let code = (number * step + f32::from(CODE_MIDDLE) + 0.5) as u8;
            let difference = number / length - (f32::from(code) - f32::from(CODE_MIDDLE)) * scale;
            error += difference * difference;
            sum_of_codes += u32::from(code);
            self.codes.push(code);
        }
        self.vectors.push(Sketched {
            scale,
            error: error.sqrt(),
            sum_of_codes,
        });
        true
    }

    pub(super) fn append(&mut self, mut other: Self) {
        self.codes.append(&mut other.codes);
        self.vectors.append(&mut other.vectors);
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.codes.shrink_to_fit();
        self.vectors.shrink_to_fit();
    }

    /// The cosine with the question, and how far that is off at most.
    pub(super) fn cosine(&self, at: usize, question: &SketchedQuestion) -> (f32, f32) {
        let codes = &self.codes[at * VECTOR_WIDTH..(at + 1) * VECTOR_WIDTH];
        let vector = self.vectors[at];
        let high = i64::from(dot_u8(codes, &question.high_bytes));
        let low = i64::from(dot_u8(codes, &question.low_bytes));
        let (middle, middles) = (i64::from(CODE_MIDDLE), i64::from(QUESTION_MIDDLE));
        // Of the product of sums, take off what the middles contributed.
        let product = (high << 8) + low
            - middles * i64::from(vector.sum_of_codes)
            - middle * question.sum_of_codes
            + WIDTH * middle * middles;
        (
            product as f32 * vector.scale * question.scale,
            vector.error + question.error,
        )
    }
}

impl SketchedQuestion {
    /// None when the vector has no direction.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "numbers of a unit vector have codes from 1 to 65535"
    )]
    pub(super) fn new(vector: &[f32]) -> Option<Self> {
        let length = length(vector);
        if vector.len() != VECTOR_WIDTH || length <= 0.0 || !length.is_finite() {
            return None;
        }
        let scale = largest(vector) / length / QUESTION_RANGE;
        let middle = f32::from(QUESTION_MIDDLE);
        let codes: Vec<u16> = vector
            .iter()
            .map(|number| (number / length / scale + middle + 0.5) as u16)
            .collect();
        let difference =
            |(number, code): (&f32, &u16)| number / length - (f32::from(*code) - middle) * scale;
        let differences: Vec<f32> = vector.iter().zip(&codes).map(difference).collect();
        Some(Self {
            high_bytes: codes.iter().map(|code| (code >> 8) as u8).collect(),
            low_bytes: codes.iter().map(|code| (code & 0xff) as u8).collect(),
            sum_of_codes: codes.iter().map(|code| i64::from(*code)).sum(),
            scale,
            // Room for the rounding of these sums themselves.
            error: 2.0 * self::length(&differences) + 1e-5,
        })
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

fn length(vector: &[f32]) -> f32 {
    vector
        .iter()
        .map(|number| number * number)
        .sum::<f32>()
        .sqrt()
}

fn largest(numbers: &[f32]) -> f32 {
    numbers
        .iter()
        .fold(0.0, |largest, number| number.abs().max(largest))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            }
        }
    }

    #[test]
    fn vectors_without_meaning_are_left_out() {
        let mut sketches = Sketches::default();
        let hash = crate::domain::node_hash::vector_of("any text");
        assert!(!sketches.push(&hash));
        assert!(!sketches.push(&[0.0; VECTOR_WIDTH]));
        assert!(!sketches.push(&[f32::NAN; VECTOR_WIDTH]));
        assert!(!sketches.push(&[1.0; 3]));
        assert!(SketchedQuestion::new(&[0.0; VECTOR_WIDTH]).is_none());
    }
}
