//! A question to compare sketches with, in a byte a number.

use super::{CODE_MIDDLE, CODE_RANGE, blocks::ENTRIES, largest, length, packing::packed_width};

/// The code of 0 in a question; codes go as far below it as above.
pub(super) const QUESTION_MIDDLE: u8 = 1 << 7;

/// Largest distance of a question's code from the middle.
const QUESTION_RANGE: f32 = 127.0;

/// What the code of 0 contributes in a table, and how far from it any code's contribution is at most.
const TABLE_MIDDLE: u8 = 127;

/// A question of unit length, quantised.
#[derive(Debug, Clone)]
pub(in crate::store) struct SketchedQuestion {
    pub(super) width: usize,
    /// As many as a sketch of that width is unpacked to.
    pub(super) codes: Vec<u8>,
    pub(super) sum_of_codes: i64,
    /// From one code to the next.
    pub(super) step: f32,
    /// What each code of each number of a vector contributes to the product of both.
    pub(super) tables: Vec<u8>,
    /// From one contribution to the next.
    table_step: f32,
    /// How much more the products of tables are off, as these are rounded, too.
    pub(super) blur: f32,
}

impl SketchedQuestion {
    /// None when the vector has no direction.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "numbers of a unit vector have codes from 1 to 255"
    )]
    pub(in crate::store) fn new(vector: &[f32]) -> Option<Self> {
        let norm = length(vector);
        if norm <= 0.0 || !norm.is_finite() {
            return None;
        }
        let largest = largest(vector);
        let step = largest / QUESTION_RANGE;
        // Cutting off the fraction of a positive number, half a step up, is rounding.
        let code = |number: &f32| (number / step + f32::from(QUESTION_MIDDLE) + 0.5) as u8;
        let mut codes: Vec<u8> = vector.iter().map(code).collect();
        codes.resize(2 * packed_width(vector.len()), QUESTION_MIDDLE);
        let table_step = CODE_RANGE * largest / f32::from(TABLE_MIDDLE);
        let tables = tables(vector, table_step);
        let table_step = table_step / norm;
        Some(Self {
            width: vector.len(),
            tables,
            table_step,
            blur: (1.0 + codes.len() as f32 * table_step * table_step).sqrt(),
            sum_of_codes: codes.iter().map(|code| i64::from(*code)).sum(),
            codes,
            step: step / norm,
        })
    }

    /// How many codes there are, to reckon with.
    pub(super) fn numbers(&self) -> i64 {
        i64::try_from(self.codes.len()).unwrap_or(i64::MAX)
    }

    /// The product with a vector whose step is one, of what its codes contribute.
    pub(super) fn product(&self, sum: u32) -> f32 {
        let middles = self.numbers() * i64::from(TABLE_MIDDLE);
        (i64::from(sum) - middles) as f32 * self.table_step
    }
}

/// The contributions of all codes, for each byte of a packed vector.
fn tables(vector: &[f32], step: f32) -> Vec<u8> {
    let bytes = packed_width(vector.len());
    let number = |at: usize| vector.get(at).copied().unwrap_or_default();
    let mut tables = Vec::with_capacity(bytes * ENTRIES);
    for at in 0..bytes {
        for number in [number(at), number(at + bytes)] {
            tables.extend((0..16_u8).map(|code| {
                let code = f32::from(code) - f32::from(CODE_MIDDLE);
                contribution(code * number / step)
            }));
        }
    }
    tables
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is beyond the ends belongs to a code that no vector has"
)]
fn contribution(product: f32) -> u8 {
    // Cutting off the fraction of a positive number, half a step up, is rounding.
    (product + f32::from(TABLE_MIDDLE) + 0.5) as u8
}
