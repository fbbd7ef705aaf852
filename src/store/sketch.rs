//! Vectors in a byte a number: a quarter of the memory, read ten times as fast as the table, and
//! with a known error, so that what they cannot decide is looked up in the table.

use super::schema::VECTOR_WIDTH;

/// Largest code of a number.
const CODE_RANGE: f32 = 127.0;

/// Largest number of a quantised question; 384 products with codes stay within 31 bits.
const QUESTION_RANGE: f32 = 32767.0;

/// The node manager's hash vectors repeat after so many numbers; no embedding does.
const HASH_PERIOD: usize = 32;

/// Vectors of unit length, quantised.
#[derive(Debug, Default)]
pub(super) struct Sketches {
    codes: Vec<i8>,
    scales: Vec<f32>,
    errors: Vec<f32>,
}

/// A question of unit length, quantised.
#[derive(Debug, Clone)]
pub(super) struct SketchedQuestion {
    numbers: Vec<i16>,
    scale: f32,
    error: f32,
}

impl Sketches {
    /// Appends a vector, unless it has no direction or means nothing; returns whether it did.
    pub(super) fn push(&mut self, vector: &[f32]) -> bool {
        if vector.len() != VECTOR_WIDTH || repeats(vector) {
            return false;
        }
        let Some(unit) = unit(vector) else {
            return false;
        };
        let scale = largest(&unit) / CODE_RANGE;
        let codes = unit.iter().map(|number| (number / scale).round() as i8);
        self.codes.extend(codes);
        let codes = &self.codes[self.codes.len() - VECTOR_WIDTH..];
        let error = unit
            .iter()
            .zip(codes)
            .map(|(number, code)| number - f32::from(*code) * scale);
        self.errors.push(length(error));
        self.scales.push(scale);
        true
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.codes.shrink_to_fit();
        self.scales.shrink_to_fit();
        self.errors.shrink_to_fit();
    }

    /// The cosine with the question, and how far that is off at most.
    pub(super) fn cosine(&self, at: usize, question: &SketchedQuestion) -> (f32, f32) {
        let codes = &self.codes[at * VECTOR_WIDTH..(at + 1) * VECTOR_WIDTH];
        // Several sums at once keep the processor's pipeline full.
        let mut sums = [0_i32; 8];
        for (codes, numbers) in codes.chunks_exact(8).zip(question.numbers.chunks_exact(8)) {
            for ((sum, code), number) in sums.iter_mut().zip(codes).zip(numbers) {
                *sum += i32::from(*code) * i32::from(*number);
            }
        }
        let sum: i32 = sums.iter().sum();
        let cosine = sum as f32 * self.scales[at] * question.scale;
        (cosine, self.errors[at] + question.error)
    }
}

impl SketchedQuestion {
    /// None when the vector has no direction.
    pub(super) fn new(vector: &[f32]) -> Option<Self> {
        let unit = unit(vector).filter(|unit| unit.len() == VECTOR_WIDTH)?;
        let scale = largest(&unit) / QUESTION_RANGE;
        let numbers: Vec<i16> = unit
            .iter()
            .map(|number| (number / scale).round() as i16)
            .collect();
        let error = unit
            .iter()
            .zip(&numbers)
            .map(|(number, code)| number - f32::from(*code) * scale);
        // Twice, for the rounding of these sums themselves.
        let error = 2.0 * length(error) + f32::EPSILON;
        Some(Self {
            numbers,
            scale,
            error,
        })
    }
}

/// The cosine of two vectors; 0 when one has no direction.
pub(super) fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot: f32 = a.iter().zip(b).map(|(a, b)| a * b).sum();
    let lengths = length(a.iter().copied()) * length(b.iter().copied());
    if lengths > 0.0 && lengths.is_finite() {
        dot / lengths
    } else {
        0.0
    }
}

fn unit(vector: &[f32]) -> Option<Vec<f32>> {
    let length = length(vector.iter().copied());
    (length > 0.0 && length.is_finite())
        .then(|| vector.iter().map(|number| number / length).collect())
}

fn length(numbers: impl Iterator<Item = f32>) -> f32 {
    numbers.map(|number| number * number).sum::<f32>().sqrt()
}

fn largest(numbers: &[f32]) -> f32 {
    numbers
        .iter()
        .fold(0.0, |largest, number| number.abs().max(largest))
}

fn repeats(vector: &[f32]) -> bool {
    vector
        .iter()
        .zip(&vector[HASH_PERIOD..])
        .all(|(a, b)| a == b)
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
            let sketched = SketchedQuestion::new(&question).unwrap();
            for (at, vector) in vectors.iter().enumerate() {
                let (near, error) = sketches.cosine(at, &sketched);
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
        let hash: Vec<f32> = (0..VECTOR_WIDTH)
            .map(|n| (n % HASH_PERIOD) as f32 / 128.0 - 1.0)
            .collect();
        assert!(!sketches.push(&hash));
        assert!(!sketches.push(&[0.0; VECTOR_WIDTH]));
        assert!(!sketches.push(&[f32::NAN; VECTOR_WIDTH]));
        assert!(!sketches.push(&[1.0; 3]));
        assert!(SketchedQuestion::new(&[0.0; VECTOR_WIDTH]).is_none());
    }
}
