//! `POST /store` and `POST /store-batch`: new entries.

use std::collections::BTreeMap;

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{
    domain::entry,
    http::{
        app::Work,
        body::{BATCH_BYTES, Body},
        failure::{Failure, FailureBody, Result},
        fields,
    },
    service::{self, Lore, Submission},
};

/// Most entries of a batch: what takes no longer than a client waits.
const BATCH_ENTRIES: usize = 10_000;

/// A new entry. What is left out has the default of the Node manager.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::http) struct NewEntry {
    /// What is to be kept
    #[schema(
        min_length = 1,
        pattern = r"\S",
        example = "We keep the queue in the store"
    )]
    text: String,
    /// `architecture`, `decision`, `implementation`, `configuration`, `credential`, `issue`, `pattern`,
    /// `general` (the default), or any other
    #[serde(rename = "type")]
    kind: Option<String>,
    /// The project; `default` when there is none
    project_id: Option<String>,
    /// The repository whose database takes it; else that which knows the project, or a new one of its
    /// name
    repository: Option<String>,
    /// The session of the agent
    session_id: Option<String>,
    /// Who writes; `unknown` when nobody says so
    agent: Option<String>,
    /// Anything else
    metadata: Option<Map<String, Value>>,
}

impl From<NewEntry> for Submission {
    fn from(new: NewEntry) -> Self {
        Self {
            repository: new.repository.filter(|name| !name.is_empty()),
            entry: entry::NewEntry {
                text: new.text,
                kind: new.kind.unwrap_or_default(),
                project_id: new.project_id.unwrap_or_default(),
                session_id: new.session_id.unwrap_or_default(),
                agent: new.agent.unwrap_or_default(),
                metadata: new.metadata.map(metadata).unwrap_or_default(),
            },
        }
    }
}

/// Metadata as it is stored.
pub(in crate::http) fn metadata(fields: Map<String, Value>) -> String {
    Value::Object(fields).to_string()
}

/// An entry that is on disk.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Stored {
    #[schema(example = "success")]
    status: &'static str,
    success: bool,
    /// Its new id
    id: String,
    /// When it was written, ISO 8601
    timestamp: String,
    /// Its repository
    repository: String,
    /// Its project
    project_id: String,
    /// Its revision
    revision: String,
    /// Kinds of credentials that it holds; better keep these elsewhere
    credentials: Vec<&'static str>,
}

/// Many new entries.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::http) struct Batch {
    #[schema(min_items = 1, max_items = 10_000, value_type = Vec<NewEntry>)]
    items: Vec<Item>,
}

/// An item of a batch, or why it is none: one that is not as it should be holds up no other.
#[derive(Debug)]
struct Item(std::result::Result<NewEntry, String>);

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(item: D) -> std::result::Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(item)? {
            Value::Object(entry) => fields::read(entry),
            _ => Err("an item is a JSON object, with the `text` to be stored".to_owned()),
        }))
    }
}

/// What became of a batch.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct BatchStored {
    /// Whether every item is stored
    success: bool,
    /// The new ids, in the order of the items that are stored
    ids: Vec<String>,
    /// How many items are stored
    stored: usize,
    /// How many are not
    failed: usize,
    /// Those that are not; left out when there are none
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<ItemError>,
    /// Those that hold credentials; left out when there are none
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    credentials: Vec<Credentials>,
}

/// An item that is not stored.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct ItemError {
    /// Its place in the batch, from 0
    index: usize,
    /// Why
    error: String,
}

/// An entry that holds credentials.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Credentials {
    /// Its id
    id: String,
    /// The kinds of the credentials
    kinds: Vec<&'static str>,
}

/// Stores an entry
///
/// The answer comes when the entry is on disk.
#[utoipa::path(
    post, path = "/api/knowledge/store",
    request_body = NewEntry,
    responses(
        (status = 201, description = "It is stored", body = Stored),
        (status = 409, description = "Others changed the repository without a pause", body = FailureBody),
    )
)]
pub(in crate::http) async fn store(
    State(lore): State<Lore>,
    State(work): State<Work>,
    Body(new): Body<NewEntry>,
) -> Result<(StatusCode, Json<Stored>)> {
    let submission = Submission::from(new);
    let stored = work
        .carry_out(async move { lore.submit(submission).await })
        .await?;
    let answer = Stored {
        status: "success",
        success: true,
        id: stored.id,
        timestamp: stored.timestamp,
        repository: stored.repository,
        project_id: stored.project_id,
        revision: stored.revision,
        credentials: stored.credentials,
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Stores many entries
///
/// One that cannot be stored is named in the answer and holds up no other.
#[utoipa::path(
    post, path = "/api/knowledge/store-batch",
    request_body = Batch,
    responses(
        (status = 201, description = "All are stored", body = BatchStored),
        (status = 207, description = "Some are not stored; `errors` tells which", body = BatchStored),
    )
)]
pub(in crate::http) async fn store_batch(
    State(lore): State<Lore>,
    State(work): State<Work>,
    Body(batch): Body<Batch, BATCH_BYTES>,
) -> Result<(StatusCode, Json<BatchStored>)> {
    let items = batch.items;
    if items.is_empty() {
        return Err(Failure::invalid(
            "`items` is empty; give at least one entry",
        ));
    }
    if items.len() > BATCH_ENTRIES {
        return Err(Failure::too_large(format!(
            "{} entries are more than the {BATCH_ENTRIES} that a batch may have; split it",
            items.len()
        )));
    }
    let (mut submissions, mut unreadable) = (Vec::new(), BTreeMap::new());
    for (index, Item(item)) in items.into_iter().enumerate() {
        match item {
            Ok(new) => submissions.push(Submission::from(new)),
            Err(why) => drop(unreadable.insert(index, why)),
        }
    }
    let stored = work
        .carry_out(async move { Ok(lore.store_many(submissions).await) })
        .await?;
    // A batch that found no room was not looked at: it may come again as it is.
    if let Some(Err(error)) = stored.first()
        && stored
            .iter()
            .all(|one| matches!(one, Err(service::Error::Busy(_))))
    {
        return Err(error.clone().into());
    }
    let answer = BatchStored::new(stored, unreadable);
    let status = if answer.success {
        StatusCode::CREATED
    } else {
        StatusCode::MULTI_STATUS
    };
    Ok((status, Json(answer)))
}

/// Stores many entries (the same as `/store-batch`)
#[utoipa::path(
    post, path = "/api/knowledge/store/batch",
    request_body = Batch,
    responses(
        (status = 201, description = "All are stored", body = BatchStored),
        (status = 207, description = "Some are not stored; `errors` tells which", body = BatchStored),
    )
)]
pub(in crate::http) async fn store_batch_below(
    lore: State<Lore>,
    work: State<Work>,
    batch: Body<Batch, BATCH_BYTES>,
) -> Result<(StatusCode, Json<BatchStored>)> {
    store_batch(lore, work, batch).await
}

impl BatchStored {
    /// What became of the items that could be read, in their order, and of those between them that could
    /// not.
    fn new(
        stored: Vec<service::Result<service::Stored>>,
        mut unreadable: BTreeMap<usize, String>,
    ) -> Self {
        let items = stored.len() + unreadable.len();
        let mut stored = stored.into_iter();
        let mut ids = Vec::with_capacity(items);
        let (mut errors, mut credentials) = (Vec::new(), Vec::new());
        for index in 0..items {
            if let Some(error) = unreadable.remove(&index) {
                errors.push(ItemError { index, error });
                continue;
            }
            let Some(item) = stored.next() else { break };
            match item {
                Ok(stored) => {
                    if !stored.credentials.is_empty() {
                        credentials.push(Credentials {
                            id: stored.id.clone(),
                            kinds: stored.credentials,
                        });
                    }
                    ids.push(stored.id);
                }
                Err(error) => errors.push(ItemError {
                    index,
                    error: error.to_string(),
                }),
            }
        }
        Self {
            success: errors.is_empty(),
            stored: ids.len(),
            failed: errors.len(),
            ids,
            errors,
            credentials,
        }
    }
}
