//! All that stands in a store's tables and in its trash, bit by bit.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use lore::{
    domain::filter::Filter,
    service::Lore,
    store::{RowId, Store},
};

use super::deed::PROBES;

/// The repository and the id of an entry.
type Key = (String, String);

/// A row with everything in it: the eight columns, which of them are null, the vector's bits.
type Row = (String, Vec<&'static str>, Option<Vec<u32>>);

/// A store at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    pub table: BTreeMap<Key, Vec<Row>>,
    /// What the entries in the trash say.
    trash: BTreeMap<Key, Vec<String>>,
}

impl Picture {
    pub async fn of(folder: &Path) -> Self {
        let mut table: BTreeMap<Key, Vec<Row>> = BTreeMap::new();
        let store = Store::open(folder).await.unwrap();
        for repository in store.repositories().await.unwrap() {
            let snapshot = repository.snapshot().await.unwrap();
            let mut rows: Vec<RowId> = Vec::new();
            snapshot
                .visit(&Filter::default(), &[], |row, _| rows.push(row))
                .await
                .unwrap();
            for row in snapshot.whole(&rows).await.unwrap() {
                let key = (repository.name().to_owned(), row.entry.id.clone());
                let bits = |vector: Vec<f32>| vector.into_iter().map(f32::to_bits).collect();
                let content = row.entry.content();
                let row = (content, row.entry.null_columns, row.vector.map(bits));
                table.entry(key).or_default().push(row);
            }
        }
        let mut trash: BTreeMap<Key, Vec<String>> = BTreeMap::new();
        let lore = Lore::open(folder).await.unwrap();
        for trashed in lore.trash(&Filter::default()).await.unwrap() {
            let entry = trashed.entry;
            let content = entry.content();
            trash
                .entry((entry.repository, entry.id))
                .or_default()
                .push(content);
        }
        Self { table, trash }
    }

    fn keys<'a>(&'a self, other: &'a Self) -> BTreeSet<&'a Key> {
        let keys = |one: &'a Self| one.table.keys().chain(one.trash.keys());
        keys(self).chain(keys(other)).collect()
    }

    fn at(&self, key: &Key) -> (Option<&Vec<Row>>, Option<&Vec<String>>) {
        (self.table.get(key), self.trash.get(key))
    }

    /// How many entries stand otherwise.
    pub fn differences(&self, other: &Self) -> usize {
        let keys = self.keys(other).into_iter();
        keys.filter(|key| self.at(key) != other.at(key)).count()
    }

    /// Every entry stands as in one of both: in the table or in the trash, never in neither unless
    /// it was erased, never in both, never half.
    pub fn assert_between(&self, before: &Self, after: &Self, context: &str) {
        let all = before.keys(after);
        for key in self.keys(before).into_iter().chain(all) {
            let (now, was, will) = (self.at(key), before.at(key), after.at(key));
            let legal = now == was || now == will;
            assert!(
                legal,
                "{context}: {key:?} is {now:?}, neither {was:?} nor {will:?}"
            );
        }
    }

    pub fn assert_is(&self, other: &Self, context: &str) {
        for key in self.keys(other) {
            assert_eq!(self.at(key), other.at(key), "{context}: {key:?}");
        }
    }

    pub fn without_probes(&self) -> Self {
        let mut others = self.clone();
        let is_probe = |(_, id): &Key| PROBES.contains(&id.as_str());
        others.table.retain(|key, _| !is_probe(key));
        others.trash.retain(|key, _| !is_probe(key));
        others
    }
}
