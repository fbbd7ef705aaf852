//! What an answer to a question tells beside its results.

use std::time::Instant;

use serde::Serialize;
use utoipa::ToSchema;

/// How much there is, how long it took, and what else there is to know.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Tally {
    /// How many entries the question is about in all
    total: usize,
    query_time_ms: u64,
    /// What else there is to know; left out when there is nothing
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    notes: Vec<String>,
}

impl Tally {
    /// The tally of an answer that is ready now, to a question that came at `asked`.
    pub fn new(total: usize, asked: Instant, notes: Vec<String>) -> Self {
        Self {
            total,
            query_time_ms: u64::try_from(asked.elapsed().as_millis()).unwrap_or(u64::MAX),
            notes,
        }
    }
}
