//! `GET /stats`: how many entries there are, and of what kinds.

use std::borrow::Cow;

use axum::{Json, extract::State};
use serde::Serialize;
use serde_json::Value;
use utoipa::{
    PartialSchema, ToSchema,
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

/// What was counted.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Counted {
    #[serde(flatten)]
    counts: Stats,
    /// What else there is to know; left out when there is nothing
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    notes: Vec<String>,
}

/// Counts entries
#[utoipa::path(
    get, path = "/api/knowledge/stats",
    params(Filters),
    responses(
        (status = 200, description = "The counts", body = Counted),
        (status = 404, description = "There is no such repository", body = FailureBody),
    )
)]
pub(in crate::http) async fn stats(
    State(lore): State<Lore>,
    Params(filters): Params<Filters>,
) -> Result<Json<Counted>> {
    let now = clock::now();
    let filter = filters.to_filter(now)?;
    let notes = lore.notes_on(&filter).await?;
    let stats = lore.stats(&filter).await?;
    let health = lore.health(&filter, &Cancel::default()).await?;
    let counts = Stats(json::stats(&stats, &health, now.date_naive()));
    Ok(Json(Counted { counts, notes }))
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
