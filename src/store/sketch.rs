//! Vectors in half a byte a number: an eighth of the memory, read many times as fast as the table, and
//! with an error that is known, so that what they cannot decide is looked up in the table.
//!
//! The error is that of many roundings, each up to half a step either way and as good as independent of
//! the others. Their sum is told as [`DOUBT`] steps: four times its deviation, which one vector in
//! 30,000 exceeds to the one side and one to the other. Of vectors in which no more than five numbers
//! count none does. Measured over 40 questions and 200,000 entries: the deviation is what the theory
//! says to half a percent, the largest error of those 8 million 5.2 times as large.

mod blocks;
mod comparison;
mod packing;
mod plane;
mod question;
mod unpacked;

use std::borrow::Cow;

use lance_linalg::distance::{dot_f32, dot_u8::dot_u8};

use crate::domain::node_hash::is_hash;
use blocks::{BLOCK, turn, vector_of};
pub(super) use comparison::Comparison;
use packing::{pack, packed_width, unpack};
pub(super) use plane::Plane;
use question::QUESTION_MIDDLE;
pub(super) use question::SketchedQuestion;
pub(super) use unpacked::Unpacked;

/// The code of 0; codes go as far below it as above.
const CODE_MIDDLE: u8 = 8;

/// Largest distance of a code from the middle.
const CODE_RANGE: f32 = 7.0;

/// So many steps a product of roundings is off at most, but for one in many thousands: four times the
/// deviation of a rounding, which is a step divided by the root of twelve.
const DOUBT: f32 = 1.1548;

/// Numbers that are reckoned with side by side.
const LANES: usize = 8;

/// Vectors of unit length, quantised; all as wide as the first.
#[derive(Debug, Default)]
pub(super) struct Sketches {
    width: usize,
    /// Two to a byte.
    codes: Vec<u8>,
    /// So many of the first vectors are laid out in blocks, the others one after the other.
    in_blocks: usize,
    vectors: Vec<Sketched>,
}

/// What a vector's codes stand for.
#[derive(Debug, Clone, Copy)]
struct Sketched {
    /// From one code to the next.
    step: f32,
    sum_of_codes: u32,
}

impl Sketches {
    /// Appends a vector, unless it has no direction or means nothing; returns whether it did.
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
        let sum_of_codes = pack(vector, CODE_RANGE / largest, &mut self.codes);
        self.vectors.push(Sketched {
            step: largest / length / CODE_RANGE,
            sum_of_codes,
        });
        true
    }

    /// Makes room for so many vectors as wide as these.
    pub(super) fn reserve(&mut self, vectors: usize, like: &Self) {
        self.codes.reserve_exact(vectors * packed_width(like.width));
        self.vectors.reserve_exact(vectors);
    }

    pub(super) fn append(&mut self, mut other: Self) {
        if other.in_blocks > 0 {
            return self.extend(&other);
        }
        self.width = other.width.max(self.width);
        self.codes.append(&mut other.codes);
        self.vectors.append(&mut other.vectors);
    }

    pub(super) fn extend(&mut self, other: &Self) {
        for at in 0..other.len() {
            self.push_from(other, at);
        }
    }

    /// Lays them out for comparing all with one question, as far as they fill blocks. To look at one of
    /// them takes longer then.
    pub(super) fn lay_out(&mut self) {
        let width = packed_width(self.width);
        let (from, to) = (self.in_blocks, self.len() - self.len() % BLOCK);
        if from < to {
            turn(&mut self.codes[from * width..to * width], width);
            self.in_blocks = to;
        }
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.codes.shrink_to_fit();
        self.vectors.shrink_to_fit();
    }

    /// Appends one of other sketches.
    pub(super) fn push_from(&mut self, other: &Self, at: usize) {
        self.width = other.width;
        self.codes.extend_from_slice(&other.codes(at));
        self.vectors.push(other.vectors[at]);
    }

    pub(super) fn len(&self) -> usize {
        self.vectors.len()
    }

    fn codes(&self, at: usize) -> Cow<'_, [u8]> {
        if at < self.in_blocks {
            return vector_of(self.block(at / BLOCK), at % BLOCK).into();
        }
        let width = packed_width(self.width);
        self.codes[at * width..(at + 1) * width].into()
    }

    fn block(&self, number: usize) -> &[u8] {
        let bytes = packed_width(self.width) * BLOCK;
        &self.codes[number * bytes..(number + 1) * bytes]
    }

    /// A comparison of many of them with a question of the same width.
    pub(super) fn compared<'a>(&'a self, question: &'a SketchedQuestion) -> Comparison<'a> {
        Comparison::new(self, question)
    }

    /// All of them a byte a number, to be compared with one another many times.
    pub(super) fn unpacked(&self) -> Unpacked {
        Unpacked::new(self)
    }

    /// The cosine with a question that may be of another width: nothing then.
    pub(super) fn cosine_with(
        &self,
        at: usize,
        question: &SketchedQuestion,
        room: &mut Vec<u8>,
    ) -> Option<(f32, f32)> {
        (question.width == self.width).then(|| self.cosine(at, question, room))
    }

    /// The cosine with a question of the same width, and how far that is off at most, see
    /// [`DOUBT`]. The codes are unpacked into `room`, which one call leaves to the next.
    pub(super) fn cosine(
        &self,
        at: usize,
        question: &SketchedQuestion,
        room: &mut Vec<u8>,
    ) -> (f32, f32) {
        room.resize(question.codes.len(), 0);
        unpack(&self.codes(at), room);
        let Sketched { step, sum_of_codes } = self.vectors[at];
        let (middle, middles) = (i64::from(CODE_MIDDLE), i64::from(QUESTION_MIDDLE));
        // Of the product of sums, take off what the middles contributed.
        let product = i64::from(dot_u8(room, &question.codes))
            - middles * i64::from(sum_of_codes)
            - middle * question.sum_of_codes
            + question.numbers() * middle * middles;
        (
            product as f32 * step * question.step,
            DOUBT * (step + question.step),
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
mod tests;
