//! Who made which vector, in memory.

use std::{collections::HashMap, sync::Arc};

use blake3::{Hash, Hasher};

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
    /// Of the text and the vector, see [`digest`].
    pub digest: Hash,
    /// How many vectors of later parts there are beside it.
    pub parts: u32,
}

/// All records of a repository, also those that no longer hold and those of entries long gone.
///
/// Most of them are shared with the records as they were read before, so that taking in what
/// somebody just stored costs little, however many there are.
#[derive(Debug, Clone, Default)]
pub struct Records {
    settled: Arc<HashMap<String, Record>>,
    /// Those that came since; they win.
    recent: HashMap<String, Record>,
    /// Each name once, with the number of its records: there are as many of these as entries, and few
    /// models.
    models: Vec<(Arc<str>, usize)>,
    /// Shared by all that came of one reading of the whole table.
    origin: Arc<()>,
    /// How many took the place of others since.
    replaced: usize,
}

/// Recent records are settled when there are more than this and an eighth of all others: rarely.
const MOST_RECENT: usize = 1024;

impl Records {
    /// The record of an entry; whether it holds is another question.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Record> {
        self.recent.get(id).or_else(|| self.settled.get(id))
    }

    /// The record of an entry, if it holds for this text and vector.
    #[must_use]
    pub fn valid(&self, id: &str, text: &str, vector: &[f32]) -> Option<&Record> {
        self.get(id)
            .filter(|record| record.digest == digest(text, vector))
    }

    /// Whether an entry has a record of this model. Cheap: it is not looked whether the record
    /// still holds.
    #[must_use]
    pub fn names(&self, id: &str, model: &str) -> bool {
        self.get(id).is_some_and(|record| &*record.model == model)
    }

    /// Whether all records there were earlier are there still, as they were.
    pub(in crate::store) fn only_grew_since(&self, earlier: &Self) -> bool {
        Arc::ptr_eq(&self.origin, &earlier.origin) && self.replaced == earlier.replaced
    }

    /// How many entries have one.
    #[must_use]
    pub fn len(&self) -> usize {
        let news = self
            .recent
            .keys()
            .filter(|id| !self.settled.contains_key(*id));
        self.settled.len() + news.count()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.recent.is_empty() && self.settled.is_empty()
    }

    /// The models that are named, with the number of their records, whether these hold or not.
    pub fn models(&self) -> impl Iterator<Item = (&Arc<str>, usize)> {
        let counted = self.models.iter().filter(|(_, count)| *count > 0);
        counted.map(|(name, count)| (name, *count))
    }

    pub(super) fn insert(&mut self, id: &str, model: &str, digest: Hash, parts: u32) {
        let model = self.model(model);
        let record = Record {
            model,
            digest,
            parts,
        };
        if let Some(known) = self.get(id) {
            let (is_new, replaced) = (*known != record, Arc::clone(&known.model));
            self.replaced += usize::from(is_new);
            let mut models = self.models.iter_mut();
            if let Some((_, count)) = models.find(|(name, _)| *name == replaced) {
                *count -= 1;
            }
        }
        self.recent.insert(id.to_owned(), record);
    }

    /// Makes recent records settled ones, if there are many.
    pub(super) fn settle(&mut self) {
        if self.recent.len() > MOST_RECENT.max(self.settled.len() / 8) {
            let recent = std::mem::take(&mut self.recent);
            Arc::make_mut(&mut self.settled).extend(recent);
        }
    }

    fn model(&mut self, name: &str) -> Arc<str> {
        if let Some((known, count)) = (self.models.iter_mut()).find(|(known, _)| **known == *name) {
            *count += 1;
            return Arc::clone(known);
        }
        let new: Arc<str> = name.into();
        self.models.push((Arc::clone(&new), 1));
        new
    }
}

/// What ties a record to an entry's text and vector, bit by bit.
#[must_use]
pub fn digest(text: &str, vector: &[f32]) -> Hash {
    let mut hasher = Hasher::new();
    hasher.update(&(text.len() as u64).to_le_bytes());
    hasher.update(text.as_bytes());
    let bytes: Vec<u8> = vector
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect();
    hasher.update(&bytes);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_holds_for_its_text_and_vector_only() {
        let mut records = Records::default();
        records.insert("a", "m", digest("text", &[0.5, 0.0]), 2);
        assert_eq!(records.valid("a", "text", &[0.5, 0.0]).unwrap().parts, 2);
        assert!(records.valid("a", "text ", &[0.5, 0.0]).is_none());
        assert!(records.valid("a", "text", &[0.5, -0.0]).is_none());
        assert!(records.valid("b", "text", &[0.5, 0.0]).is_none());
        assert!(records.names("a", "m") && !records.names("a", "n") && !records.names("b", "m"));
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
    }

    #[test]
    fn nothing_moves_between_text_and_vector_unseen() {
        let one = f32::from_le_bytes(*b"abcd");
        assert_ne!(digest("abcd", &[]), digest("", &[one]));
    }

    #[test]
    fn settled_records_stay_and_recent_ones_win() {
        let mut records = Records::default();
        for number in 0..=MOST_RECENT {
            records.insert(&number.to_string(), "m", digest("old", &[]), 0);
        }
        records.settle();
        assert!(records.recent.is_empty());
        records.insert("0", "n", digest("new", &[]), 0);
        records.insert("new", "n", digest("new", &[]), 0);
        records.settle();
        assert_eq!(records.recent.len(), 2, "few are not worth it");
        assert!(records.names("0", "n") && records.names("1", "m"));
        assert_eq!(records.len(), MOST_RECENT + 2);
    }

    #[test]
    fn a_later_record_replaces_an_earlier_one() {
        let mut records = Records::default();
        records.insert("a", "m", digest("old", &[]), 0);
        records.insert("a", "n", digest("new", &[]), 0);
        assert_eq!(records.len(), 1);
        assert!(records.names("a", "n"));
        let models: Vec<_> = records
            .models()
            .map(|(name, count)| (&**name, count))
            .collect();
        assert_eq!(models, [("n", 1)]);
    }
}
