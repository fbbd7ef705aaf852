//! A store to change things in, and pictures of all that stands in its tables.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use lance::{
    Dataset,
    dataset::{
        UpdateBuilder,
        optimize::{CompactionOptions, compact_files},
    },
};
use lore::{
    domain::{
        change::{Action, Edit, Outcome, Target},
        entry::{Entry, NewEntry},
        filter::Filter,
        search::Sort,
    },
    service::{Cancel, Lore, Result},
    store::{RowId, Store, WholeRow},
};
use tempfile::TempDir;

/// All columns of a row as bits, its repository aside.
pub type Row = (String, String, Vec<&'static str>, Option<Vec<u32>>);

/// A store in a folder of its own.
pub struct World {
    pub folder: TempDir,
    pub lore: Lore,
}

impl World {
    /// An empty store.
    pub async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let lore = Lore::open_or_create(folder.path()).await.unwrap();
        Self { folder, lore }
    }

    /// A store with some entries in the repository `r`, written as users do.
    pub async fn with(texts: &[&str]) -> (Self, Vec<Entry>) {
        let world = Self::new().await;
        let mut entries = Vec::new();
        for text in texts {
            entries.push(world.store("r", text).await);
        }
        (world, entries)
    }

    pub async fn store(&self, repository: &str, text: &str) -> Entry {
        let entry = NewEntry {
            text: text.to_owned(),
            kind: "decision".into(),
            project_id: "p".into(),
            agent: "qa".into(),
            ..NewEntry::default()
        };
        let stored = self.lore.store(repository, entry).await.unwrap();
        self.one(&stored.id).await.unwrap()
    }

    /// The same store as another process would open it.
    pub async fn reopened(&self) -> Lore {
        Lore::open(self.folder.path()).await.unwrap()
    }

    pub async fn one(&self, id: &str) -> Option<Entry> {
        let mut found = self.lore.find(id).await.unwrap();
        assert!(found.len() < 2, "{id} is there {} times", found.len());
        found.pop()
    }

    pub fn database(&self, repository: &str) -> PathBuf {
        self.folder.path().join(repository)
    }

    /// The entries that are there, oldest first, those of type `system` aside.
    pub async fn entries(&self) -> Vec<Entry> {
        let listing = self
            .lore
            .list(&Filter::default(), Sort::Oldest)
            .await
            .unwrap();
        listing.page(0, listing.total()).await.unwrap()
    }

    /// Everything in a repository's table, bit by bit, whatever the order of the rows.
    pub async fn rows(&self, repository: &str) -> Vec<Row> {
        let store = Store::open(self.folder.path()).await.unwrap();
        let repository = store.repository(repository).await.unwrap();
        let snapshot = repository.snapshot().await.unwrap();
        let mut rows = Vec::new();
        for kinds in [vec![], vec!["system".to_owned()]] {
            let filter = Filter {
                kinds,
                ..Filter::default()
            };
            let order = snapshot.order(&filter, Sort::Oldest).await.unwrap();
            let ids: Vec<RowId> = order.iter().map(|ranked| ranked.row).collect();
            rows.extend(snapshot.whole(&ids).await.unwrap().into_iter().map(bits));
        }
        rows.sort();
        rows
    }

    /// How many entries have no vector that the current model made.
    pub async fn not_embedded(&self) -> usize {
        let (filter, cancel) = (Filter::default(), Cancel::default());
        let looked = self.lore.reembed(&filter, true, &cancel, &mut |_| {}).await;
        looked.unwrap().needed
    }

    /// The ids in the trash, the latest first.
    pub async fn trashed(&self) -> Vec<String> {
        let trash = self.lore.trash(&Filter::default()).await.unwrap();
        trash.into_iter().map(|one| one.entry.id).collect()
    }

    pub async fn delete(&self, entries: &[Entry]) -> Outcome {
        delete(&self.lore, entries).await.unwrap()
    }

    pub async fn edit_all(&self, targets: &[Target], edit: &Edit) -> Outcome {
        let cancel = Cancel::default();
        self.lore
            .edit_all(targets, edit, &cancel, &mut |_| {})
            .await
            .unwrap()
    }

    pub async fn undo(&self) -> Result<Outcome> {
        let done = self.lore.undo(None, &Cancel::default(), &mut |_| {}).await;
        done.map(|(_, outcome)| outcome)
    }

    pub async fn redo(&self) -> Result<Outcome> {
        let done = self.lore.redo(None, &Cancel::default(), &mut |_| {}).await;
        done.map(|(_, outcome)| outcome)
    }

    pub async fn restore(&self, entries: &[Entry]) -> Result<Outcome> {
        let keys: Vec<_> = entries.iter().map(Entry::key).collect();
        self.lore
            .restore(&keys, &Cancel::default(), &mut |_| {})
            .await
    }

    /// The shared table as another program opens it.
    pub async fn foreign(&self) -> Dataset {
        let table = self.database("r").join("orchestra_knowledge.lance");
        Dataset::open(table.to_str().unwrap()).await.unwrap()
    }

    /// Another program changes a column of an entry.
    pub async fn foreign_update(&self, id: &str, column: &str, value: &str) {
        UpdateBuilder::new(Arc::new(self.foreign().await))
            .update_where(&format!("id = '{id}'"))
            .and_then(|update| update.set(column, &format!("'{value}'")))
            .and_then(UpdateBuilder::build)
            .unwrap()
            .execute()
            .await
            .unwrap();
    }

    /// Another program deletes an entry.
    pub async fn foreign_delete(&self, id: &str) {
        let mut table = self.foreign().await;
        table.delete(&format!("id = '{id}'")).await.unwrap();
    }

    /// Another program makes few files of many.
    pub async fn foreign_compact(&self) {
        let mut table = self.foreign().await;
        let options = CompactionOptions::default();
        compact_files(&mut table, options, None).await.unwrap();
    }

    /// How many rows another program finds.
    pub async fn foreign_count(&self, filter: &str) -> usize {
        let table = self.foreign().await;
        table.count_rows(Some(filter.to_owned())).await.unwrap()
    }

    /// The journal, the earliest first: `action entries`.
    pub async fn told(&self) -> Vec<String> {
        let (mut changes, _) = self.lore.log(None).await.unwrap();
        changes.reverse();
        let told = changes.iter();
        told.map(|one| format!("{} {} {:?}", one.action.name(), one.entries, one.state))
            .collect()
    }
}

pub async fn delete(lore: &Lore, entries: &[Entry]) -> Result<Outcome> {
    let targets: Vec<Target> = entries.iter().map(Entry::target).collect();
    let cancel = Cancel::default();
    lore.delete(&targets, Action::Delete, "", &cancel, &mut |_| {})
        .await
}

pub fn bits(row: WholeRow) -> Row {
    let vector = row
        .vector
        .map(|vector| vector.into_iter().map(f32::to_bits).collect());
    (
        row.entry.id.clone(),
        row.entry.content(),
        row.entry.null_columns,
        vector,
    )
}

/// New values of nothing but the text.
pub fn text(text: &str) -> Edit {
    Edit {
        text: Some(text.to_owned()),
        ..Edit::default()
    }
}

/// New values of nothing but the type.
pub fn kind(kind: &str) -> Edit {
    Edit {
        kind: Some(kind.to_owned()),
        ..Edit::default()
    }
}

/// How many files and versions a repository's shared table has.
pub fn size(table: &std::path::Path) -> BTreeMap<&'static str, usize> {
    ["_versions", "data", "_deletions"]
        .into_iter()
        .map(|part| {
            let files = std::fs::read_dir(table.join(part));
            (part, files.map_or(0, Iterator::count))
        })
        .collect()
}
