//! Embedded entries become rows: one commit a repository, whoever they are from.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use futures::future::join_all;

use super::{
    Result, Stored,
    intake::stopped,
    queue::{Answer, Draft, Request},
};
use crate::{
    domain::{entry::NewEntry, id, kind},
    embed::{Vectors, Wide},
    store::{
        NewRow, Repository, Store,
        embeddings::{Embedded, WideEmbedded, digest, text_digest},
    },
};

/// The agent of an entry whose writer names none.
const UNKNOWN_AGENT: &str = "unknown";

/// An entry with its vectors.
#[derive(Debug)]
pub struct Ready {
    at: usize,
    repository: String,
    row: NewRow,
    made: Embedded,
    wide: Option<Wide>,
    credentials: Vec<&'static str>,
}

/// The row of an entry, and the record of its vectors. `pick(n)` gives a random number below `n`.
pub fn new_row(draft: Draft, vectors: Vectors, pick: impl FnMut(usize) -> usize) -> Ready {
    let row = row(draft.entry, vectors.shared.vector, draft.now, pick);
    let made = Embedded {
        id: row.id.clone(),
        model: vectors.model,
        digest: digest(&row.text, &row.vector),
        parts: vectors.shared.parts,
    };
    Ready {
        at: draft.at,
        repository: draft.repository,
        row,
        made,
        wide: vectors.wide,
        credentials: draft.credentials,
    }
}

/// Stores what these requests have ready, the repositories at the same time, and answers them. What
/// fails in one repository fails in no other.
pub async fn commit(store: &Store, mut requests: Vec<Request>) {
    let mut groups: BTreeMap<String, Vec<(usize, Ready)>> = BTreeMap::new();
    for (number, request) in requests.iter_mut().enumerate() {
        for ready in request.ready.drain(..) {
            let group = groups.entry(ready.repository.clone()).or_default();
            group.push((number, ready));
        }
    }
    let groups = groups
        .into_iter()
        .map(|(name, group)| async move { Box::pin(store_group(store, &name, group)).await });
    for (number, answer) in join_all(groups).await.into_iter().flatten() {
        requests[number].answer.extend(answer);
    }
    for request in requests {
        request.answer();
    }
}

/// Stores the entries of one repository in one commit.
async fn store_group(
    store: &Store,
    repository: &str,
    group: Vec<(usize, Ready)>,
) -> Vec<(usize, Answer)> {
    let mut rows = Vec::with_capacity(group.len());
    let mut made = Vec::with_capacity(group.len());
    let mut wide = Vec::with_capacity(group.len());
    let mut whose = Vec::with_capacity(group.len());
    for (number, ready) in group {
        wide.push(ready.wide);
        let stored = Stored {
            id: ready.row.id.clone(),
            repository: repository.to_owned(),
            project_id: ready.row.project_id.clone(),
            timestamp: ready.row.timestamp.clone(),
            revision: String::new(),
            credentials: ready.credentials,
        };
        whose.push((number, ready.at, stored));
        rows.push(ready.row);
        made.push(ready.made);
    }
    // In a task of its own: LanceDB panics at some damaged files, and that is to harm no other
    // repository.
    let task = store_rows(store.clone(), repository.to_owned(), rows, made, wide);
    let revisions = tokio::spawn(task).await.unwrap_or_else(|_| Err(stopped()));
    let answers = whose
        .into_iter()
        .enumerate()
        .map(|(place, (number, at, mut stored))| {
            let stored = revisions.as_ref().map(|revisions| {
                stored.revision = revisions.get(place).cloned().unwrap_or_default();
                stored
            });
            (number, vec![(at, stored.map_err(Clone::clone))])
        });
    answers.collect()
}

/// Appends rows and the records of their vectors; gives the rows' revisions.
async fn store_rows(
    store: Store,
    repository: String,
    rows: Vec<NewRow>,
    made: Vec<Embedded>,
    wide: Vec<Option<Wide>>,
) -> Result<Vec<String>> {
    let repository = store.repository_or_create(&repository).await?;
    let revisions = repository.append(&rows).await?;
    if let Err(error) = record(&repository, &rows, &made, wide).await {
        // The entries are stored, and that is what was asked for; re-embedding makes up for the rest.
        tracing::warn!(repository = repository.name(), entries = rows.len(), %error, "no records of vectors");
    }
    Ok(revisions)
}

/// Writes down which model made which vector, and the vectors that are too wide for the table.
async fn record(
    repository: &Repository,
    rows: &[NewRow],
    made: &[Embedded],
    wide: Vec<Option<Wide>>,
) -> crate::store::Result<()> {
    let embeddings = repository.embeddings();
    embeddings.append(made).await?;
    // One round is embedded by one model.
    let model = wide.iter().flatten().next().map(|wide| wide.model.clone());
    if let Some(model) = model {
        let entries: Vec<WideEmbedded> = rows
            .iter()
            .zip(wide)
            .filter_map(|(row, wide)| {
                Some(WideEmbedded {
                    id: row.id.clone(),
                    digest: text_digest(&row.text),
                    vectors: wide?.vectors,
                })
            })
            .collect();
        embeddings
            .write_wide(&model.name, model.width, &entries)
            .await?;
    }
    Ok(())
}

fn row(
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
        let row = row(NewEntry::default(), Vec::new(), now, |_| 0);
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
        let row = row(entry, Vec::new(), DateTime::UNIX_EPOCH, |_| 0);
        assert_eq!(row.text, "t\0\u{1b}[m\r\n");
        assert_eq!((row.kind.as_str(), row.agent.as_str()), ("my type", "qa"));
        assert_eq!(row.metadata, METADATA);
    }
}
