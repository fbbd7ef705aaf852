//! `POST /cleanup` and `DELETE /cleanup`: what is old goes to the trash.

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    clock,
    domain::{cleanup::Policy, filter::Filter, when},
    http::{
        app::Work,
        body::Body,
        failure::{Failure, FailureBody, Result},
    },
    service::{self, Cancel, Lore},
};

/// As far back as dates are understood by everybody.
const MOST_DAYS: u32 = 700_000;

/// What is to go. A field that is misspelt is refused: it may have been `dry_run`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Cleanup {
    /// Entries from before so many days go
    #[schema(maximum = 700_000, example = 90)]
    older_than_days: u32,
    /// Only of this project
    project_id: Option<String>,
    /// Only tells what would go
    dry_run: Option<bool>,
}

/// What went, or would.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Cleaned {
    success: bool,
    /// How many entries are that old
    count: usize,
    /// How many are in the trash now
    deleted_count: usize,
    dry_run: bool,
    /// The change, which `lore undo` takes back
    change: Option<String>,
    /// What else there is to know; left out when there is nothing
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    notes: Vec<String>,
}

/// Moves old entries to the trash
///
/// Pinned entries, those without a date and those of type `system` stay.
#[utoipa::path(
    post, path = "/api/knowledge/cleanup",
    request_body = Cleanup,
    responses(
        (status = 200, description = "It is done, or told", body = Cleaned),
        (status = 409, description = "An entry was changed meanwhile; nothing was touched", body = FailureBody),
    )
)]
pub(in crate::http) async fn cleanup(
    State(lore): State<Lore>,
    State(work): State<Work>,
    Body(wanted): Body<Cleanup>,
) -> Result<Json<Cleaned>> {
    if wanted.older_than_days > MOST_DAYS {
        return Err(Failure::invalid(format!(
            "`older_than_days` is {}; give a number from 0 to {MOST_DAYS}",
            wanted.older_than_days
        )));
    }
    let age = format!("{}d", wanted.older_than_days);
    let before = when::parse(&age, clock::now())
        .map_err(|error| Failure::invalid(format!("older_than_days: {error}")))?;
    let mut rule = format!("older than {age}");
    if let Some(project) = &wanted.project_id {
        rule.push_str(", project ");
        rule.push_str(project);
    }
    let policy = Policy {
        before,
        filter: Filter {
            projects: wanted.project_id.into_iter().collect(),
            ..Filter::default()
        },
        keep_newest: 0,
        protected_types: Vec::new(),
    };
    let dry_run = wanted.dry_run.unwrap_or_default();
    let notes = lore.notes_on(&policy.filter).await?;
    let mut cleaned = Box::pin(work.carry_out(clean(lore, policy, rule, dry_run))).await?;
    cleaned.notes = notes;
    Ok(Json(cleaned))
}

/// Moves old entries to the trash (the same as `POST /cleanup`)
#[utoipa::path(
    delete, path = "/api/knowledge/cleanup",
    request_body = Cleanup,
    responses(
        (status = 200, description = "It is done, or told", body = Cleaned),
        (status = 409, description = "An entry was changed meanwhile; nothing was touched", body = FailureBody),
    )
)]
pub(in crate::http) async fn cleanup_by_delete(
    lore: State<Lore>,
    work: State<Work>,
    wanted: Body<Cleanup>,
) -> Result<Json<Cleaned>> {
    Box::pin(cleanup(lore, work, wanted)).await
}

async fn clean(
    lore: Lore,
    policy: Policy,
    rule: String,
    dry_run: bool,
) -> service::Result<Cleaned> {
    let plan = lore.plan_cleanup(&policy, &rule).await?;
    let mut cleaned = Cleaned {
        success: true,
        count: plan.entries.len(),
        deleted_count: 0,
        dry_run,
        change: None,
        notes: Vec::new(),
    };
    if !dry_run {
        let cancel = Cancel::default();
        let outcome = lore.apply_cleanup(&plan, &cancel, &mut |_| {}).await?;
        cleaned.deleted_count = outcome.changed.len();
        cleaned.change = outcome.change.map(|change| change.0);
    }
    Ok(cleaned)
}
