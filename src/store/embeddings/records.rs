//! Who made which vector, in memory.

use std::sync::Arc;

use blake3::{Hash, Hasher};

use super::record_layer::{DigestKey, Layer, Slot};
use crate::store::{id_key::IdKey, rows::hash_numbers};

/// An entry that was just embedded.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedded {
    /// The entry's id.
    pub id: String,
    /// Name of the model.
    pub model: Arc<str>,
    /// Of the text and the first vector, see [`digest`].
    pub digest: Hash,
    /// The vectors of the parts behind the first.
    pub parts: Vec<Vec<f32>>,
}

/// What is known of one entry's vector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Name of the model that made it.
    pub model: Arc<str>,
    digest: DigestKey,
    /// How many vectors of later parts there are beside it.
    pub parts: u32,
}

/// All records of a repository, also those that no longer hold and those of entries long gone.
///
/// They lie in layers, the later ones on top, which all versions share: taking in what somebody just
/// stored costs little, however many there are, and a record takes 41 bytes.
#[derive(Debug, Clone, Default)]
pub struct Records {
    /// Each is larger than the one on top of it.
    layers: Vec<Arc<Layer>>,
    /// How many entries have a record.
    len: usize,
    /// Each name once, with the number of its records: there are as many of these as entries, and few
    /// models.
    models: Vec<(Arc<str>, usize)>,
    /// Shared by all that came of one reading of the whole table.
    origin: Arc<()>,
    /// How many took the place of others since.
    replaced: usize,
}

/// Records on their way into [`Records`], in the order in which they were written.
#[derive(Debug, Default)]
pub(super) struct News {
    slots: Vec<Slot>,
    models: Vec<Arc<str>>,
}

/// A model, to ask about many records.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct ModelNumber(u32);

impl Record {
    /// Whether it is of a text and a vector that have this [`digest`].
    #[must_use]
    pub fn has_digest(&self, digest: Hash) -> bool {
        self.digest == digest.into()
    }
}

impl Records {
    /// The record of an entry; whether it holds is another question.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Record> {
        let slot = self.find(IdKey::of(id))?;
        Some(Record {
            model: Arc::clone(&self.models.get(slot.model as usize)?.0),
            digest: slot.digest,
            parts: slot.parts,
        })
    }

    /// The record of an entry, if it holds for this text and vector.
    #[must_use]
    pub fn valid(&self, id: &str, text: &str, vector: &[f32]) -> Option<Record> {
        self.get(id)
            .filter(|record| record.has_digest(digest(text, vector)))
    }

    /// Whether an entry has a record of this model. Cheap: it is not looked whether the record
    /// still holds.
    #[must_use]
    pub fn names(&self, id: &str, model: &str) -> bool {
        self.number_of(model)
            .is_some_and(|number| self.is_of(IdKey::of(id), number))
    }

    /// The model of this name, if any record names it.
    pub(in crate::store) fn number_of(&self, model: &str) -> Option<ModelNumber> {
        let number = (0..).zip(&self.models);
        let mut number = number.filter(|(_, (name, _))| **name == *model);
        number.next().map(|(number, _)| ModelNumber(number))
    }

    /// Whether the record of an entry names a model.
    pub(in crate::store) fn is_of(&self, id: IdKey, model: ModelNumber) -> bool {
        self.find(id).is_some_and(|slot| slot.model == model.0)
    }

    /// Whether the record of an entry has this digest.
    pub(in crate::store) fn has_digest(&self, id: IdKey, digest: Hash) -> bool {
        self.find(id)
            .is_some_and(|slot| slot.digest == digest.into())
    }

    /// Whether all records there were earlier are there still, as they were.
    pub(in crate::store) fn only_grew_since(&self, earlier: &Self) -> bool {
        Arc::ptr_eq(&self.origin, &earlier.origin) && self.replaced == earlier.replaced
    }

    /// How many entries have one.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The models that are named, with the number of their records, whether these hold or not.
    pub fn models(&self) -> impl Iterator<Item = (&Arc<str>, usize)> {
        let counted = self.models.iter().filter(|(_, count)| *count > 0);
        counted.map(|(name, count)| (name, *count))
    }

    /// Takes records in, on top of all there are.
    pub(super) fn add(&mut self, news: Vec<News>) {
        let mut slots = Vec::with_capacity(news.iter().map(|news| news.slots.len()).sum());
        for News {
            slots: some,
            models,
        } in news
        {
            let numbers: Vec<u32> = models.into_iter().map(|name| self.model(name)).collect();
            slots.extend(some.into_iter().map(|slot| Slot {
                model: numbers[slot.model as usize],
                ..slot
            }));
        }
        if slots.is_empty() {
            return;
        }
        let mut top = Layer::new(slots);
        for slot in top.slots() {
            if let Some(known) = self.find(slot.key).copied() {
                self.replaced += usize::from(known != *slot);
                self.models[known.model as usize].1 -= 1;
            } else {
                self.len += 1;
            }
            self.models[slot.model as usize].1 += 1;
        }
        while let Some(below) = self.layers.pop_if(|below| below.len() <= 2 * top.len()) {
            top = top.on(&below);
        }
        self.layers.push(Arc::new(top));
    }

    fn find(&self, id: IdKey) -> Option<&Slot> {
        self.layers.iter().rev().find_map(|layer| layer.find(id))
    }

    fn model(&mut self, name: Arc<str>) -> u32 {
        let known = self.models.iter().position(|(known, _)| *known == name);
        let at = known.unwrap_or_else(|| {
            self.models.push((name, 0));
            self.models.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }
}

impl News {
    pub(super) fn push(&mut self, id: &str, model: &str, digest: Hash, parts: u32) {
        let known = self.models.iter().rposition(|known| **known == *model);
        let model = known.unwrap_or_else(|| {
            self.models.push(model.into());
            self.models.len() - 1
        });
        self.slots.push(Slot {
            key: IdKey::of(id),
            digest: digest.into(),
            model: u32::try_from(model).unwrap_or(u32::MAX),
            parts,
        });
    }
}

/// What ties a record to an entry's text and vector, bit by bit.
#[must_use]
pub fn digest(text: &str, vector: &[f32]) -> Hash {
    let mut hasher = Hasher::new();
    hasher.update(&(text.len() as u64).to_le_bytes());
    hasher.update(text.as_bytes());
    hash_numbers(&mut hasher, vector);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Records {
        fn insert(&mut self, id: &str, model: &str, digest: Hash, parts: u32) {
            let mut news = News::default();
            news.push(id, model, digest, parts);
            self.add(vec![news]);
        }
    }

    fn models(records: &Records) -> Vec<(&str, usize)> {
        let models = records.models();
        models.map(|(name, count)| (&**name, count)).collect()
    }

    #[test]
    fn a_record_holds_for_its_text_and_vector_only() {
        let mut records = Records::default();
        records.insert("a", "m", digest("text", &[0.5, 0.0]), 2);
        assert_eq!(records.valid("a", "text", &[0.5, 0.0]).unwrap().parts, 2);
        assert!(records.valid("a", "text ", &[0.5, 0.0]).is_none());
        assert!(records.valid("a", "text", &[0.5, -0.0]).is_none());
        assert!(records.valid("b", "text", &[0.5, 0.0]).is_none());
        assert!(records.names("a", "m") && !records.names("a", "n") && !records.names("b", "m"));
        assert!(records.has_digest(IdKey::of("a"), digest("text", &[0.5, 0.0])));
    }

    #[test]
    fn what_grew_is_told_from_what_changed() {
        let mut first = Records::default();
        first.insert("a", "m", digest("text", &[]), 0);
        let mut more = first.clone();
        more.insert("b", "m", digest("text", &[]), 0);
        more.insert("a", "m", digest("text", &[]), 0);
        assert!(more.only_grew_since(&first));
        assert!(!Records::default().only_grew_since(&Records::default()));
        more.insert("a", "other", digest("text", &[]), 0);
        assert!(!more.only_grew_since(&first));
        assert!(first.names("a", "m") && !first.names("b", "m"));
    }

    #[test]
    fn nothing_moves_between_text_and_vector_unseen() {
        let one = f32::from_le_bytes(*b"abcd");
        assert_ne!(digest("abcd", &[]), digest("", &[one]));
    }

    #[test]
    fn thousands_that_come_one_by_one_lie_in_a_few_layers_and_later_ones_win() {
        let mut records = Records::default();
        for number in 0..2000 {
            records.insert(&number.to_string(), "m", digest("old", &[]), number);
        }
        assert!(records.layers.len() < 12, "{}", records.layers.len());
        for number in (0..2000).step_by(7) {
            records.insert(&number.to_string(), "n", digest("new", &[]), number);
        }
        assert_eq!(records.len(), 2000);
        assert_eq!(models(&records), [("m", 1714), ("n", 286)]);
        for number in 0..2000 {
            let record = records.get(&number.to_string()).unwrap();
            let expected = if number % 7 == 0 { "n" } else { "m" };
            assert_eq!((&*record.model, record.parts), (expected, number));
        }
        assert!(records.get("2000").is_none());
    }

    #[test]
    fn of_two_records_that_come_together_the_later_one_counts() {
        let (mut first, mut second) = (News::default(), News::default());
        first.push("a", "m", digest("old", &[]), 0);
        first.push("b", "m", digest("old", &[]), 0);
        second.push("a", "n", digest("new", &[]), 0);
        let mut records = Records::default();
        records.add(vec![first, second]);
        assert_eq!(records.len(), 2);
        assert!(records.names("a", "n") && records.names("b", "m"));
        assert_eq!(models(&records), [("m", 1), ("n", 1)]);
    }
}
