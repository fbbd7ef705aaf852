//! Records that came together, found by their ids' keys: what is kept of a million is 41 bytes each.

use blake3::Hash;

use crate::store::id_key::IdKey;

/// Slots of a bucket, on average and at most as a power of two: half a cache line of keys to look at.
const BUCKET_BITS: u32 = 2;

/// The beginning of a digest: no two texts share one, even where somebody looks for such two.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct DigestKey([u8; 16]);

impl From<Hash> for DigestKey {
    fn from(digest: Hash) -> Self {
        Self(digest.as_bytes().first_chunk().copied().unwrap_or_default())
    }
}

/// One record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Slot {
    pub key: IdKey,
    pub digest: DigestKey,
    pub model: u32,
    pub parts: u32,
}

/// One slot an id, in buckets by the first bits of their keys.
#[derive(Debug, Default)]
pub(super) struct Layer {
    bits: u32,
    /// Where each bucket begins, and where the last one ends.
    starts: Vec<u32>,
    slots: Vec<Slot>,
}

impl Layer {
    /// Of several slots of an id the last one counts.
    pub(super) fn new(slots: Vec<Slot>) -> Self {
        let bits = slots.len().max(1).ilog2().saturating_sub(BUCKET_BITS);
        let mut starts = vec![0_u32; (1 << bits) + 1];
        for slot in &slots {
            starts[slot.key.bucket(bits) + 1] += 1;
        }
        for bucket in 1..starts.len() {
            starts[bucket] += starts[bucket - 1];
        }
        let mut next = starts.clone();
        let mut placed = vec![Slot::default(); slots.len()];
        for slot in slots {
            let place = &mut next[slot.key.bucket(bits)];
            placed[*place as usize] = slot;
            *place += 1;
        }
        let layer = Self {
            bits,
            starts,
            slots: placed,
        };
        layer.without_replaced()
    }

    /// This one and those below of which it has none.
    pub(super) fn on(self, below: &Self) -> Self {
        let mut slots = below.slots.clone();
        slots.extend(self.slots);
        Self::new(slots)
    }

    pub(super) fn find(&self, key: IdKey) -> Option<&Slot> {
        let bucket = key.bucket(self.bits);
        let (from, to) = (self.starts.get(bucket)?, self.starts.get(bucket + 1)?);
        let bucket = &self.slots[*from as usize..*to as usize];
        bucket.iter().find(|slot| slot.key == key)
    }

    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn slots(&self) -> &[Slot] {
        &self.slots
    }

    fn without_replaced(self) -> Self {
        let of_id = |bucket: &[u32]| (bucket[0] as usize, bucket[1] as usize);
        let mut replaced = Vec::new();
        for (from, to) in self.starts.windows(2).map(of_id) {
            let bucket = &self.slots[from..to];
            for (at, slot) in bucket.iter().enumerate() {
                if bucket[at + 1..].iter().any(|later| later.key == slot.key) {
                    replaced.push(from + at);
                }
            }
        }
        if replaced.is_empty() {
            return self;
        }
        let mut replaced = replaced.into_iter().peekable();
        let stays =
            |(at, slot): (usize, &Slot)| replaced.next_if_eq(&at).is_none().then_some(*slot);
        Self::new(self.slots.iter().enumerate().filter_map(stays).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(id: u32, model: u32) -> Slot {
        Slot {
            key: IdKey::of(&id.to_string()),
            model,
            ..Slot::default()
        }
    }

    #[test]
    fn every_slot_is_found_and_of_one_id_the_last() {
        for count in [0, 1, 2, 7, 1000] {
            let slots = (0..count).map(|id| slot(id, 1));
            let again = (0..count).step_by(3).map(|id| slot(id, 2));
            let layer = Layer::new(slots.chain(again).collect());
            assert_eq!(layer.len(), count as usize);
            for id in 0..count {
                let model = if id % 3 == 0 { 2 } else { 1 };
                assert_eq!(layer.find(slot(id, 0).key), Some(&slot(id, model)));
            }
            assert_eq!(layer.find(slot(count, 0).key), None);
        }
    }

    #[test]
    fn what_lies_on_top_hides_what_is_below() {
        let below = Layer::new((0..10).map(|id| slot(id, 1)).collect());
        let both = Layer::new((5..15).map(|id| slot(id, 2)).collect()).on(&below);
        let models: Vec<u32> = (0..15)
            .filter_map(|id| Some(both.find(slot(id, 0).key)?.model))
            .collect();
        assert_eq!(models, [[1; 5], [2; 5], [2; 5]].concat());
    }
}
