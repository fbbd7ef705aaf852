//! `POST /pre-compaction` and `POST /post-compaction`: what agents do around a compaction of their
//! conversation.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{filter::Filter, search::SearchRequest},
    http::{
        app::Work,
        body::{BATCH_BYTES, Body},
        failure::Result,
        filters,
        object::Object,
        shapes::{Kept, Recollection},
    },
    service::{self, Lore, compacting::RECOLLECTED},
};

/// A conversation that is about to be compacted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Conversation {
    /// The whole of it; paragraphs end at blank lines
    conversation: String,
    #[schema(value_type = Option<ConversationContext>)]
    context: Option<Object<ConversationContext>>,
}

/// Whose conversation it is.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct ConversationContext {
    /// The project; `default` when there is none
    project_id: Option<String>,
    /// The session of the agent
    session_id: Option<String>,
}

/// What an agent goes on with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Task {
    /// The task, in words
    #[schema(min_length = 1, max_length = 20_000, pattern = r"\S")]
    current_task: String,
    #[schema(value_type = Option<TaskContext>)]
    context: Option<Object<TaskContext>>,
}

/// Where to look.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct TaskContext {
    /// Only in this project
    project_id: Option<String>,
    /// At most so many found, and so many recent, entries; 10 when it is left out
    #[schema(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// What was found to go on with.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Recalled {
    #[serde(flatten)]
    found: Recollection,
    /// What else there is to know; left out when there is nothing
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    notes: Vec<String>,
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
    let Object(context) = wanted.context.unwrap_or_default();
    let stored = work
        .carry_out(async move {
            let project = context.project_id.unwrap_or_default();
            let session = context.session_id.unwrap_or_default();
            let stored = lore.keep_conversation(&wanted.conversation, None, &project, &session);
            Ok(stored.await)
        })
        .await?;
    // When nothing could be stored, one reason stands for all.
    if let Some(Err(error)) = stored.first()
        && stored.iter().all(service::Result::is_err)
    {
        return Err(error.clone().into());
    }
    Ok(Json(Kept::from(stored.as_slice())))
}

/// Finds what helps to go on with a task
#[utoipa::path(
    post, path = "/api/knowledge/post-compaction",
    request_body = Task,
    responses((status = 200, description = "What was found, what is new, and both in brief", body = Recalled))
)]
pub(in crate::http) async fn post_compaction(
    State(lore): State<Lore>,
    Body(task): Body<Task>,
) -> Result<Json<Recalled>> {
    let Object(context) = task.context.unwrap_or_default();
    let limit = match context.limit {
        Some(limit) => filters::limit(Some(limit), limit)?,
        None => RECOLLECTED,
    };
    let request = SearchRequest {
        words: task.current_task,
        filter: Filter {
            projects: context.project_id.into_iter().collect(),
            ..Filter::default()
        },
        limit,
        ..SearchRequest::default()
    };
    let mut notes = lore.notes_on(&request.filter).await?;
    let recollection = lore.recollect(&request).await?;
    notes.extend(
        lore.note_on_meaning(&request, "`lore reembed` fixes that")
            .await?,
    );
    Ok(Json(Recalled {
        found: Recollection::from(&recollection),
        notes,
    }))
}
