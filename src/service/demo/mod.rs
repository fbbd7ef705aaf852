//! Sample stores, to try lore on.

mod compose;
mod corpus;
mod credentials;
mod gaps;
mod pick;

use std::{collections::BTreeMap, fs, path::Path};

use chrono::{DateTime, SecondsFormat, Utc};

use super::{Error, Result};
use crate::{
    domain::id::entry_id,
    store::{NewRow, Store, schema::VECTOR_WIDTH},
};
use compose::{Composer, Note, span};
use corpus::Corpus;
use pick::Pick;

/// Stands in the folder of a finished sample store, so that it is known as one.
const MARKER: &str = "lore-demo";

/// Rows written in one commit.
const BATCH: usize = 20_000;

/// Of so many notes, at most one holds a credential.
const ENTRIES_PER_LEAK: usize = 100;

/// Every sample store of a size has the same notes, whenever it is made.
const SEED: u64 = 20;

/// Makes a sample store of so many entries, written over the months before `now`. The entries have
/// no vectors yet. A folder that holds a sample store already is left as it is.
///
/// # Errors
/// When the folder holds anything else, or cannot be written to.
pub async fn make(folder: &Path, entries: usize, now: DateTime<Utc>) -> Result<()> {
    if folder.join(MARKER).is_file() {
        return Ok(());
    }
    check_empty(folder)?;
    let corpus = Corpus::bundled()?;
    let store = Store::open_or_create(folder).await?;
    for (repository, notes) in notes(&corpus, entries) {
        let mut rows = rows(notes, now);
        let repository = store.repository_or_create(&repository).await?;
        loop {
            let batch: Vec<NewRow> = rows.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                break;
            }
            repository.append(&batch).await?;
        }
    }
    let marker = folder.join(MARKER);
    fs::write(&marker, "A sample store made by `lore demo`.\n")
        .map_err(|error| unusable(folder, &format!("cannot be written to: {error}")))
}

fn check_empty(folder: &Path) -> Result<()> {
    match fs::read_dir(folder) {
        Ok(mut items) => match items.next() {
            None => Ok(()),
            Some(_) => Err(unusable(folder, "is not empty and holds no sample store")),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(unusable(folder, &format!("cannot be used: {error}"))),
    }
}

fn unusable(folder: &Path, why: &str) -> Error {
    Error::Invalid(format!(
        "{} {why}; name a new folder with --path",
        folder.display()
    ))
}

/// The notes by repository, oldest first.
fn notes(corpus: &Corpus, entries: usize) -> BTreeMap<String, Vec<Note>> {
    let mut composer = Composer::new(corpus, SEED);
    let mut notes: BTreeMap<String, Vec<Note>> = corpus
        .repositories()
        .map(|repository| (repository.to_owned(), Vec::new()))
        .collect();
    let mut leaks = credentials::notes(&mut Pick::new(SEED));
    // A handful of notes would be nothing but credentials.
    leaks.truncate(entries / ENTRIES_PER_LEAK);
    let others = (0..entries - leaks.len()).map(|at| composer.note(at));
    for note in others.chain(leaks) {
        notes.entry(note.repository.clone()).or_default().push(note);
    }
    for notes in notes.values_mut() {
        notes.sort_by_key(|note| std::cmp::Reverse(note.age));
    }
    notes
}

/// The rows of a repository. Each is made when it is asked for: a row is much larger than its note.
fn rows(notes: Vec<Note>, now: DateTime<Utc>) -> impl Iterator<Item = NewRow> {
    let mut chance = Pick::new(SEED);
    std::iter::once(system_row(now - span())).chain(
        notes
            .into_iter()
            .map(move |note| row(note, now, &mut chance)),
    )
}

fn row(note: Note, now: DateTime<Utc>, chance: &mut Pick) -> NewRow {
    let written = now - note.age;
    NewRow {
        id: entry_id(&note.kind, written, |below| chance.below(below)),
        vector: vec![0.0; VECTOR_WIDTH],
        text: note.text,
        kind: note.kind,
        project_id: note.project,
        session_id: note.session,
        agent: note.agent,
        timestamp: note.timestamp.unwrap_or_else(|| timestamp(written)),
        metadata: note.metadata,
    }
}

/// The row that the Node manager writes when it makes a table.
fn system_row(made: DateTime<Utc>) -> NewRow {
    NewRow {
        id: format!("init-{}", made.timestamp_millis()),
        vector: vec![0.0; VECTOR_WIDTH],
        text: "Initialization record".to_owned(),
        kind: crate::domain::kind::SYSTEM.to_owned(),
        project_id: "system".to_owned(),
        session_id: "init".to_owned(),
        agent: "system".to_owned(),
        timestamp: timestamp(made),
        metadata: "{}".to_owned(),
    }
}

fn timestamp(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-03-31T10:00:00Z".parse().unwrap()
    }

    fn all(entries: usize) -> Vec<NewRow> {
        let corpus = Corpus::bundled().unwrap();
        notes(&corpus, entries)
            .into_values()
            .flat_map(|notes| rows(notes, now()))
            .filter(|row| row.kind != crate::domain::kind::SYSTEM)
            .collect()
    }

    #[test]
    fn a_store_has_as_many_entries_as_asked_for() {
        for entries in [1, 600, 5_000] {
            assert_eq!(all(entries).len(), entries);
        }
    }

    #[test]
    fn the_same_size_gives_the_same_rows() {
        assert_eq!(all(700), all(700));
    }

    #[test]
    fn ids_are_unique_and_texts_are_mostly_distinct() {
        let rows = all(20_000);
        let ids: HashSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids.len(), rows.len());
        let texts: HashSet<&str> = rows.iter().map(|row| row.text.as_str()).collect();
        assert!(
            texts.len() > rows.len() * 95 / 100,
            "{} distinct",
            texts.len()
        );
    }

    #[test]
    fn all_sorts_are_there() {
        let rows = all(600);
        let distinct =
            |field: fn(&NewRow) -> &String| rows.iter().map(field).collect::<HashSet<_>>().len();
        assert!(distinct(|row| &row.project_id) >= 8);
        assert!(distinct(|row| &row.agent) >= 10);
        assert!(distinct(|row| &row.session_id) >= 30);
        for kind in crate::domain::kind::KNOWN {
            assert!(rows.iter().any(|row| row.kind == kind), "{kind}");
        }
        assert!(rows.iter().any(|row| row.text.contains("```")));
        assert!(rows.iter().any(|row| row.text.len() > 2_000));
        assert!(rows.iter().any(|row| row.text.contains('日')));
        let odd = |row: &&NewRow| {
            let json = serde_json::from_str::<serde_json::Value>(&row.metadata);
            !row.metadata.is_empty() && json.is_err()
        };
        assert!((1..=3).contains(&rows.iter().filter(odd).count()));
        let now = now();
        let undated = |row: &&NewRow| crate::domain::when::parse(&row.timestamp, now).is_err();
        assert!((1..=3).contains(&rows.iter().filter(undated).count()));
    }

    #[tokio::test]
    async fn a_foreign_folder_is_refused_and_a_sample_store_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("mine.txt"), "x").unwrap();
        let error = make(folder.path(), 3, now()).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

        let fresh = folder.path().join("demo");
        make(&fresh, 3, now()).await.unwrap();
        let items = || fs::read_dir(&fresh).unwrap().count();
        let before = items();
        make(&fresh, 9, now()).await.unwrap();
        assert_eq!(items(), before);
    }
}
