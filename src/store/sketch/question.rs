//! A question to compare sketches with, in two bytes a number.

use super::{largest, length};

/// The code of 0 in a question, which has two bytes a number: its error is next to none.
pub(super) const QUESTION_MIDDLE: u16 = 1 << 15;

/// Largest distance of a question's code from the middle.
const QUESTION_RANGE: f32 = 32767.0;

/// A question of unit length, quantised.
#[derive(Debug, Clone)]
pub(in crate::store) struct SketchedQuestion {
    pub(super) high_bytes: Vec<u8>,
    pub(super) low_bytes: Vec<u8>,
    pub(super) sum_of_codes: i64,
    pub(super) scale: f32,
    pub(super) error: f32,
    /// Of the high bytes alone, with half a byte in place of the low one.
    pub(super) sum_of_coarse: i64,
    /// The length of what the low bytes say beyond that.
    pub(super) left_out: f32,
}

/// What stands for the low byte where only the high one is looked at.
pub(super) const HALF_BYTE: i64 = 1 << 7;

impl SketchedQuestion {
    /// None when the vector has no direction.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "numbers of a unit vector have codes from 1 to 65535"
    )]
    pub(in crate::store) fn new(vector: &[f32]) -> Option<Self> {
        let norm = length(vector);
        if norm <= 0.0 || !norm.is_finite() {
            return None;
        }
        let scale = largest(vector) / norm / QUESTION_RANGE;
        let middle = f32::from(QUESTION_MIDDLE);
        let codes: Vec<u16> = vector
            .iter()
            .map(|number| (number / norm / scale + middle + 0.5) as u16)
            .collect();
        let difference =
            |(number, code): (&f32, &u16)| number / norm - (f32::from(*code) - middle) * scale;
        let differences: Vec<f32> = vector.iter().zip(&codes).map(difference).collect();
        // Room for the rounding of these sums themselves.
        let error = 2.0 * length(&differences) + 1e-5;
        let high_bytes: Vec<u8> = codes.iter().map(|code| (code >> 8) as u8).collect();
        let low_bytes: Vec<u8> = codes.iter().map(|code| (code & 0xff) as u8).collect();
        let left_out = low_bytes
            .iter()
            .map(|low| (f32::from(*low) - 128.0) * scale);
        let left_out: Vec<f32> = left_out.collect();
        let coarse = high_bytes
            .iter()
            .map(|high| (i64::from(*high) << 8) + HALF_BYTE);
        Some(Self {
            sum_of_codes: codes.iter().map(|code| i64::from(*code)).sum(),
            scale,
            error,
            sum_of_coarse: coarse.sum(),
            left_out: length(&left_out),
            high_bytes,
            low_bytes,
        })
    }
}
