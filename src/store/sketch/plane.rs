//! Planes that cut the space in two, and the sides on which sketches lie.

use lance_linalg::distance::dot_u8::dot_u8;

use super::{CODE_MIDDLE, Sketches};
use crate::store::schema::VECTOR_WIDTH;

/// A plane through the origin.
#[derive(Debug, Clone)]
pub(in crate::store) struct Plane {
    pub(super) codes: Vec<u8>,
    sum_of_codes: i64,
}

impl Plane {
    /// A plane in a direction of no meaning: the same numbers always name the same.
    pub(in crate::store) fn random(cut: usize, number: u32) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&(cut as u64).to_le_bytes());
        hasher.update(&number.to_le_bytes());
        let mut codes = vec![0; VECTOR_WIDTH];
        hasher.finalize_xof().fill(&mut codes);
        let sum_of_codes = codes.iter().map(|code| i64::from(*code)).sum();
        Self {
            codes,
            sum_of_codes,
        }
    }
}

impl Sketches {
    /// On which side of a plane through the origin a vector lies.
    pub(in crate::store) fn is_above(&self, at: usize, plane: &Plane) -> bool {
        let product = i64::from(dot_u8(self.codes(at), &plane.codes));
        let middle = i64::from(CODE_MIDDLE);
        let sum_of_codes = i64::from(self.vectors[at].sum_of_codes);
        // The plane's codes lie around half a step more than 127: everything is doubled.
        let (range, sum_of_plane) = (i64::from(u8::MAX), plane.sum_of_codes);
        let middles = self.numbers() * middle * range;
        2 * product - range * sum_of_codes - 2 * middle * sum_of_plane + middles > 0
    }
}
