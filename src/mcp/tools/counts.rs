//! How many entries there are of each sort.

use rmcp::schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::{domain::stats::Count, mcp::schema, service::json};

/// Counts by what entries say of themselves.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
#[expect(clippy::struct_field_names, reason = "they are the names in JSON")]
pub struct Counts {
    /// By type.
    #[schemars(schema_with = "schema::counts")]
    by_type: Value,
    /// By agent.
    #[schemars(schema_with = "schema::counts")]
    by_agent: Value,
    /// By project.
    #[schemars(schema_with = "schema::counts")]
    by_project: Value,
}

impl Counts {
    /// The counts as JSON.
    pub fn new(by_kind: &[Count], by_agent: &[Count], by_project: &[Count]) -> Self {
        Self {
            by_type: json::counts(by_kind),
            by_agent: json::counts(by_agent),
            by_project: json::counts(by_project),
        }
    }
}
