//! Entries and hits in answers, and how the description tells of them.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ArrayBuilder, Object, ObjectBuilder, RefOr, Schema, Type, schema},
};

use crate::{
    domain::{compaction, entry, search},
    service::{self, Stored, json},
};

/// An entry as JSON.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Entry(Value);

impl From<&entry::Entry> for Entry {
    fn from(entry: &entry::Entry) -> Self {
        Self(entry.to_json())
    }
}

impl PartialSchema for Entry {
    fn schema() -> RefOr<Schema> {
        fields().build().into()
    }
}

impl ToSchema for Entry {
    fn name() -> Cow<'static, str> {
        "Entry".into()
    }
}

/// An edited entry as JSON, and what kinds of credentials it holds.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Edited(Value);

impl From<&service::Edited> for Edited {
    fn from(edited: &service::Edited) -> Self {
        Self(json::edited(edited))
    }
}

impl PartialSchema for Edited {
    fn schema() -> RefOr<Schema> {
        let kinds = list(of_type(Type::String)).description(Some(
            "Kinds of credentials that it holds; better keep these elsewhere",
        ));
        let fields = fields().property("credentials", kinds);
        fields.required("credentials").build().into()
    }
}

impl ToSchema for Edited {
    fn name() -> Cow<'static, str> {
        "Edited".into()
    }
}

/// A found entry as JSON.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Hit(Value);

impl From<&search::Hit> for Hit {
    fn from(hit: &search::Hit) -> Self {
        Self(json::similar_hit(hit))
    }
}

impl PartialSchema for Hit {
    fn schema() -> RefOr<Schema> {
        let score = || {
            ObjectBuilder::new()
                .schema_type(Type::Number)
                .minimum(Some(0.0))
                .maximum(Some(1.0))
        };
        let ways = ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(["fuzzy", "keyword", "semantic"]));
        fields()
            .property(
                "score",
                score().description(Some("Higher is better; comparable within one answer")),
            )
            .required("score")
            .property(
                "match",
                ArrayBuilder::new()
                    .items(ways)
                    .description(Some("What found it")),
            )
            .required("match")
            .property(
                "similarity",
                score().description(Some("The same as `score`")),
            )
            .required("similarity")
            .build()
            .into()
    }
}

impl ToSchema for Hit {
    fn name() -> Cow<'static, str> {
        "Hit".into()
    }
}

/// What was kept of a conversation, as JSON.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Kept(Value);

impl From<&[service::Result<Stored>]> for Kept {
    fn from(kept: &[service::Result<Stored>]) -> Self {
        Self(json::kept(kept))
    }
}

impl PartialSchema for Kept {
    fn schema() -> RefOr<Schema> {
        let text = || of_type(Type::String);
        let number = || of_type(Type::Integer).minimum(Some(0));
        let error = of_type(Type::Object)
            .property("index", number())
            .required("index")
            .property("error", text())
            .required("error");
        let credentials = of_type(Type::Object)
            .property("id", text())
            .required("id")
            .property("kinds", list(text()))
            .required("kinds");
        of_type(Type::Object)
            .property("success", of_type(Type::Boolean))
            .required("success")
            .property("count", number())
            .required("count")
            .property("ids", list(text()))
            .required("ids")
            .property("errors", list(error))
            .required("errors")
            .property("credentials", list(credentials))
            .required("credentials")
            .build()
            .into()
    }
}

impl ToSchema for Kept {
    fn name() -> Cow<'static, str> {
        "Kept".into()
    }
}

/// What an agent goes on with, as JSON.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Recollection(Value);

impl From<&compaction::Recollection> for Recollection {
    fn from(recollection: &compaction::Recollection) -> Self {
        Self(json::recollection(recollection))
    }
}

impl PartialSchema for Recollection {
    fn schema() -> RefOr<Schema> {
        let counts = || {
            let count = of_type(Type::Integer).minimum(Some(1)).build();
            of_type(Type::Object).additional_properties(Some(Schema::Object(count)))
        };
        let mut activity = of_type(Type::Object);
        for name in ["type", "agent", "timestamp", "preview"] {
            activity = activity
                .property(name, of_type(Type::String))
                .required(name);
        }
        let summary = of_type(Type::Object)
            .property("total_items", of_type(Type::Integer).minimum(Some(0)))
            .required("total_items")
            .property("by_type", counts())
            .required("by_type")
            .property("by_agent", counts())
            .required("by_agent")
            .property("top_decisions", list(of_type(Type::String)))
            .required("top_decisions")
            .property("recent_activity", list(activity))
            .required("recent_activity");
        of_type(Type::Object)
            .property("search_results", list(Hit::schema()))
            .required("search_results")
            .property("recent_knowledge", list(Entry::schema()))
            .required("recent_knowledge")
            .property("summary", summary)
            .required("summary")
            .build()
            .into()
    }
}

impl ToSchema for Recollection {
    fn name() -> Cow<'static, str> {
        "Recollection".into()
    }
}

fn of_type(kind: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(kind)
}

fn list(items: impl Into<RefOr<Schema>>) -> ArrayBuilder {
    let items: RefOr<Schema> = items.into();
    ArrayBuilder::new().items(items)
}

/// The fields of an entry.
fn fields() -> ObjectBuilder {
    const TEXTS: [(&str, &str); 9] = [
        ("id", "Names it within its repository"),
        ("text", "What was written down"),
        (
            "type",
            "architecture, decision, implementation, configuration, credential, issue, pattern, general, or any other",
        ),
        ("repository", "Whose database it is in"),
        ("project_id", "The project within the repository"),
        ("session_id", "The session of the agent"),
        ("agent", "Who wrote it"),
        (
            "timestamp",
            "When it was written, ISO 8601; text as it is stored",
        ),
        ("revision", "Changes when anything in the entry does"),
    ];
    let mut object = ObjectBuilder::new().schema_type(Type::Object);
    for (name, meaning) in TEXTS {
        let text = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(meaning));
        object = object.property(name, text).required(name);
    }
    let anything: Object = ObjectBuilder::new()
        .schema_type(schema::SchemaType::AnyValue)
        .description(Some("Anything else; a text, where it is stored as no JSON"))
        .build();
    object.property("metadata", anything).required("metadata")
}
