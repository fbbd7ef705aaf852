//! An id in sixteen bytes: what is kept of a million ids.

/// The beginning of an id's hash. No two ids share one, even where somebody looks for such two.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct IdKey([u64; 2]);

impl IdKey {
    pub(super) fn of(id: &str) -> Self {
        let hash = blake3::hash(id.as_bytes());
        let (words, _) = hash.as_bytes().as_chunks();
        Self([u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1])])
    }

    /// One of `2^bits` numbers, each as likely as the others.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "as few bits as there are buckets in memory"
    )]
    pub(super) fn bucket(self, bits: u32) -> usize {
        self.0[0].checked_shr(u64::BITS - bits).unwrap_or_default() as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_has_a_key_of_its_own_and_keys_are_spread() {
        let keys: Vec<IdKey> = (0..1000).map(|id| IdKey::of(&format!("id-{id}"))).collect();
        let mut buckets = [0; 8];
        for (at, key) in keys.iter().enumerate() {
            assert_eq!(keys.iter().position(|other| other == key), Some(at));
            assert_eq!(key.bucket(0), 0);
            buckets[key.bucket(3)] += 1;
        }
        assert!(buckets.iter().all(|keys| *keys > 60), "{buckets:?}");
    }
}
