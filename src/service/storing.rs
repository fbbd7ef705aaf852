//! One new entry, checked, embedded and stored.

use chrono::{DateTime, SecondsFormat, Utc};

use super::{Result, Stored};
use crate::{
    domain::{entry::NewEntry, id, kind},
    embed::{Embedder, MODEL},
    store::{
        self, NewRow, Store, check_name,
        embeddings::{Embedded, digest},
    },
};

/// The agent of an entry whose writer names none.
const UNKNOWN_AGENT: &str = "unknown";

/// Stores an entry with its vectors, creating the repository if it is new. What cannot be stored
/// is refused before anything is created. `pick(n)` gives a random number below `n`.
pub(super) async fn store(
    store: &Store,
    repository: &str,
    embedder: &Embedder,
    entry: NewEntry,
    now: DateTime<Utc>,
    pick: impl FnMut(usize) -> usize,
) -> Result<Stored> {
    entry.check()?;
    // What else may be wrong with it shows when it is written to.
    if let Err(store::Error::NoRepository(_)) = store.repository(repository).await {
        check_name(repository)?;
    }
    let embedding = embedder.embed_document(entry.text.clone()).await?;
    let row = new_row(entry, embedding.vector, now, pick);
    let made = Embedded {
        id: row.id.clone(),
        model: MODEL,
        digest: digest(&row.text, &row.vector),
        parts: embedding.parts,
    };

    let repository = store.repository_or_create(repository).await?;
    let revisions = repository.append(std::slice::from_ref(&row)).await?;
    if let Err(error) = repository.embeddings().append(&made).await {
        // The entry is stored, and that is what was asked for; re-embedding makes up for the rest.
        tracing::warn!(id = row.id, %error, "no record of the entry's vector");
    }
    Ok(Stored {
        id: row.id,
        repository: repository.name().to_owned(),
        timestamp: row.timestamp,
        revision: revisions.into_iter().next().unwrap_or_default(),
    })
}

/// Refuses what cannot be stored in a repository that is not there yet.
pub(super) fn check_for_new(repository: &str, entry: &NewEntry) -> Result<()> {
    entry.check()?;
    Ok(check_name(repository)?)
}

fn new_row(
    entry: NewEntry,
    vector: Vec<f32>,
    now: DateTime<Utc>,
    pick: impl FnMut(usize) -> usize,
) -> NewRow {
    let kind = or(entry.kind, kind::GENERAL);
    NewRow {
        id: id::entry_id(&kind, now, pick),
        vector,
        text: entry.text,
        kind,
        project_id: entry.project_id,
        session_id: entry.session_id,
        agent: or(entry.agent, UNKNOWN_AGENT),
        // The form of JavaScript's `toISOString`, which the Node manager writes.
        timestamp: now.to_rfc3339_opts(SecondsFormat::Millis, true),
        metadata: or(entry.metadata, "{}"),
    }
}

fn or(value: String, default: &str) -> String {
    if value.is_empty() {
        default.to_owned()
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_given_has_a_default() {
        let now = DateTime::from_timestamp_millis(1_700_000_000_120).unwrap();
        let row = new_row(NewEntry::default(), Vec::new(), now, |_| 0);
        assert_eq!(row.id, "general-1700000000120-aaaaaa");
        assert_eq!(
            (row.kind.as_str(), row.agent.as_str()),
            ("general", "unknown")
        );
        assert_eq!(row.timestamp, "2023-11-14T22:13:20.120Z");
        assert_eq!(row.metadata, "{}");
    }

    #[test]
    fn what_is_given_stays() {
        const METADATA: &str = r#"{ "n":12345678901234567890123, "b":1e400, "a":[null], "b":1.0 }"#;
        let entry = NewEntry {
            text: "t\0\u{1b}[m\r\n".into(),
            kind: "my type".into(),
            agent: "qa".into(),
            metadata: METADATA.into(),
            ..NewEntry::default()
        };
        let row = new_row(entry, Vec::new(), DateTime::UNIX_EPOCH, |_| 0);
        assert_eq!(row.text, "t\0\u{1b}[m\r\n");
        assert_eq!((row.kind.as_str(), row.agent.as_str()), ("my type", "qa"));
        assert_eq!(row.metadata, METADATA);
    }
}
