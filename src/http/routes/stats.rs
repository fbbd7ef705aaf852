//! `GET /stats`: how many entries there are, and of what kinds.

use std::borrow::Cow;

use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{ArrayBuilder, ObjectBuilder, RefOr, Schema, Type, schema::SchemaType},
};

use crate::{
    clock,
    http::{
        failure::{FailureBody, Result},
        filters::Filters,
        params::Params,
    },
    service::{Cancel, Lore, json},
};

/// What is counted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct StatsParams {
    /// Only this project
    project_id: Option<String>,
    /// Only this repository
    repository: Option<String>,
    /// Only this type
    #[serde(rename = "type")]
    kind: Option<String>,
    /// Only what this agent wrote
    agent: Option<String>,
}

/// Counts entries
#[utoipa::path(
    get, path = "/api/knowledge/stats",
    params(StatsParams),
    responses(
        (status = 200, description = "The counts", body = Stats),
        (status = 404, description = "There is no such repository", body = FailureBody),
    )
)]
pub(in crate::http) async fn stats(
    State(lore): State<Lore>,
    Params(params): Params<StatsParams>,
) -> Result<Json<Stats>> {
    let now = clock::now();
    let filters = Filters {
        project_id: params.project_id.into(),
        repository: params.repository.into(),
        kind: params.kind.into(),
        agent: params.agent.into(),
        ..Filters::default()
    };
    let filter = filters.to_filter(now)?;
    lore.unknown_projects(&filter).await?;
    let stats = lore.stats(&filter).await?;
    let health = lore.health(&filter, &Cancel::default()).await?;
    let counts = json::stats(&stats, &health, now.date_naive());
    Ok(Json(Stats(counts)))
}

/// The counts as JSON.
#[derive(Debug, Serialize)]
pub(in crate::http) struct Stats(Value);

impl PartialSchema for Stats {
    fn schema() -> RefOr<Schema> {
        let number = || {
            ObjectBuilder::new()
                .schema_type(Type::Integer)
                .minimum(Some(0))
        };
        let mut object = ObjectBuilder::new().schema_type(Type::Object);
        for name in ["total_records", "total_entries", "undated_records"] {
            object = object.property(name, number()).required(name);
        }
        for name in [
            "by_type",
            "by_agent",
            "by_project",
            "by_repository",
            "by_age",
        ] {
            let counts = ObjectBuilder::new()
                .schema_type(Type::Object)
                .additional_properties(Some(Schema::Object(number().build())));
            object = object.property(name, counts).required(name);
        }
        for name in ["oldest_record", "newest_record"] {
            let moment = ObjectBuilder::new()
                .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
                .description(Some("A timestamp, if there is one"));
            object = object.property(name, moment).required(name);
        }
        let size = ObjectBuilder::new()
            .schema_type(Type::Number)
            .minimum(Some(0.0))
            .description(Some("Of the repositories as a whole, on disk"));
        let health = ArrayBuilder::new()
            .items(ObjectBuilder::new().schema_type(Type::Object))
            .description(Some("How each repository stands"));
        object
            .property("health", health)
            .required("health")
            .property("database_size_mb", size)
            .required("database_size_mb")
            .into()
    }
}

impl ToSchema for Stats {
    fn name() -> Cow<'static, str> {
        "Stats".into()
    }
}
