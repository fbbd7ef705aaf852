//! The Node manager's vectors: a hash of the text that looks like an embedding and means nothing.

use sha2::{Digest, Sha256};

use super::DIMENSION;

/// Bytes of a SHA-256, after which the Node manager's vectors repeat.
const PERIOD: usize = 32;

/// What one byte of the hash is divided by, before one is subtracted.
const HALF_RANGE: f32 = 128.0;

/// The vector that the Node manager makes for a text: `hash[i % 32] / 128 - 1`.
#[must_use]
pub fn vector_of(text: &str) -> Vec<f32> {
    let hash = Sha256::digest(text.as_bytes());
    (0..DIMENSION)
        .map(|i| f32::from(hash[i % PERIOD]) / HALF_RANGE - 1.0)
        .collect()
}

/// Whether a vector is such a hash, of whatever text: it repeats and holds nothing but bytes on
/// that scale. A model's vector never does; one of zeros is the Node manager's start-up row.
#[must_use]
pub fn is_hash(vector: &[f32]) -> bool {
    vector.len() == DIMENSION
        && vector.iter().any(|value| *value != 0.0)
        && vector
            .iter()
            .zip(&vector[PERIOD..])
            .all(|(a, b)| a.to_bits() == b.to_bits())
        && vector[..PERIOD].iter().all(|value| is_byte(*value))
}

/// Whether a vector is the hash of this very text.
#[must_use]
pub fn is_hash_of(vector: &[f32], text: &str) -> bool {
    vector == vector_of(text)
}

/// Whether a number is `byte / 128 - 1`. All 256 of them are exact in `f32`.
fn is_byte(value: f32) -> bool {
    (-1.0..1.0).contains(&value) && (value * HALF_RANGE).fract() == 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_recognised() {
        for text in ["", "a", "日本語 🦀", "x\0y"] {
            assert!(is_hash(&vector_of(text)), "{text:?}");
            assert!(is_hash_of(&vector_of(text), text));
        }
        assert!(!is_hash_of(&vector_of("a"), "b"));
    }

    #[test]
    fn every_byte_is_on_the_scale_and_nothing_between() {
        for byte in 0..=255_u8 {
            let value = f32::from(byte) / HALF_RANGE - 1.0;
            assert!(is_byte(value), "{byte}");
            assert!(!is_byte(value + 0.001), "{byte}");
        }
        for value in [1.0, -1.01, f32::NAN, f32::INFINITY] {
            assert!(!is_byte(value), "{value}");
        }
    }

    #[test]
    fn other_vectors_are_no_hashes() {
        assert!(!is_hash(&[]));
        assert!(!is_hash(&[0.0; DIMENSION]));
        assert!(!is_hash(&vector_of("a")[1..]));
        let mut late = vector_of("a");
        late[DIMENSION - 1] += 1.0 / HALF_RANGE;
        assert!(!is_hash(&late));
        let off_scale: Vec<f32> = vector_of("a").iter().map(|value| value * 0.9).collect();
        assert!(!is_hash(&off_scale));
    }
}
