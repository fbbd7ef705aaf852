//! `POST /pre-compaction` and `POST /post-compaction`: what agents do around a compaction of their
//! conversation.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::ItemError;
use crate::{
    domain::filter::Filter,
    http::{
        app::Work,
        body::{BATCH_BYTES, Body},
        failure::Result,
        filters,
        shapes::Recollection,
    },
    service::{Lore, Stored, compacting::RECOLLECTED},
};

/// A conversation that is about to be compacted.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::http) struct Conversation {
    /// The whole of it; paragraphs end at blank lines
    conversation: String,
    context: Option<ConversationContext>,
}

/// Whose conversation it is.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(in crate::http) struct ConversationContext {
    /// The project; `default` when there is none
    project_id: Option<String>,
    /// The session of the agent
    session_id: Option<String>,
}

/// What was kept of a conversation.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Kept {
    /// Whether all that is worth keeping is stored
    success: bool,
    /// How many entries are stored
    count: usize,
    /// Their ids, in the order of the conversation
    ids: Vec<String>,
    /// The paragraphs worth keeping that are not stored; left out when there are none
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<ItemError>,
}

/// What an agent goes on with.
#[derive(Debug, Deserialize, ToSchema)]
pub(in crate::http) struct Task {
    /// The task, in words
    #[schema(min_length = 1, pattern = r"\S")]
    current_task: String,
    context: Option<TaskContext>,
}

/// Where to look.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(in crate::http) struct TaskContext {
    /// Only in this project
    project_id: Option<String>,
    /// At most so many found, and so many recent, entries; 10 when it is left out
    #[schema(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// Stores what is worth keeping of a conversation
///
/// Paragraphs of 50 characters and more become entries; their words tell type and agent.
#[utoipa::path(
    post, path = "/api/knowledge/pre-compaction",
    request_body = Conversation,
    responses((status = 200, description = "What was stored", body = Kept))
)]
pub(in crate::http) async fn pre_compaction(
    State(lore): State<Lore>,
    State(work): State<Work>,
    Body(wanted): Body<Conversation, BATCH_BYTES>,
) -> Result<Json<Kept>> {
    let context = wanted.context.unwrap_or_default();
    let stored = work
        .carry_out(async move {
            let project = context.project_id.unwrap_or_default();
            let session = context.session_id.unwrap_or_default();
            let stored = lore.keep_conversation(&wanted.conversation, None, &project, &session);
            Ok(stored.await)
        })
        .await?;
    let mut kept = Kept {
        success: true,
        count: 0,
        ids: Vec::new(),
        errors: Vec::new(),
    };
    let mut first_error = None;
    for (index, one) in stored.into_iter().enumerate() {
        match one {
            Ok(Stored { id, .. }) => kept.ids.push(id),
            Err(error) => {
                kept.errors.push(ItemError::new(index, &error));
                first_error.get_or_insert(error);
            }
        }
    }
    if let Some(error) = first_error.filter(|_| kept.ids.is_empty()) {
        return Err(error.into());
    }
    kept.count = kept.ids.len();
    kept.success = kept.errors.is_empty();
    Ok(Json(kept))
}

/// Finds what helps to go on with a task
#[utoipa::path(
    post, path = "/api/knowledge/post-compaction",
    request_body = Task,
    responses((status = 200, description = "What was found, what is new, and both in brief", body = Recollection))
)]
pub(in crate::http) async fn post_compaction(
    State(lore): State<Lore>,
    Body(task): Body<Task>,
) -> Result<Json<Recollection>> {
    let context = task.context.unwrap_or_default();
    let limit = match context.limit {
        Some(limit) => filters::limit(Some(limit), limit)?,
        None => RECOLLECTED,
    };
    let filter = Filter {
        projects: context.project_id.into_iter().collect(),
        ..Filter::default()
    };
    let recollection = lore.recollect(&task.current_task, &filter, limit).await?;
    Ok(Json(Recollection::from(&recollection)))
}
