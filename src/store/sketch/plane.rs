//! Planes that cut the space in two.

use crate::store::schema::VECTOR_WIDTH;

/// A plane through the origin.
#[derive(Debug, Clone)]
pub(in crate::store) struct Plane {
    pub(super) codes: Vec<u8>,
    pub(super) sum_of_codes: i64,
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
