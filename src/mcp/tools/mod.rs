//! The tools: what they are called with, what they do, what they answer.

mod cleanup;
mod counts;
mod delete;
mod edit;
mod get;
mod list;
mod page;
mod search;
mod stats;
mod store;

use std::sync::LazyLock;

use futures::future::BoxFuture;
use rmcp::{
    model::{self, CallToolResult, JsonObject, ToolAnnotations},
    schemars::JsonSchema,
};
use serde::{Serialize, de::DeserializeOwned};

use super::{arguments, failure::Failure, schema, work::Work};
use crate::service::Lore;

/// One tool. Its value is what it is called with.
trait Tool: DeserializeOwned + JsonSchema + Send + 'static {
    /// What it is called.
    const NAME: &'static str;
    /// The same for people.
    const TITLE: &'static str;
    /// When to use it, and what comes of it.
    const DESCRIPTION: &'static str;
    /// What it does to the store.
    const EFFECT: Effect;
    /// What it answers.
    type Answer: Serialize + JsonSchema;

    /// Does it.
    fn call(
        self,
        lore: Lore,
        work: Work,
    ) -> impl Future<Output = Result<Self::Answer, Failure>> + Send;
}

/// What a tool does to the store, as clients ask people for permission by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// Nothing.
    Reads,
    /// Something comes to be each time.
    Adds,
    /// What is there changes; a second time changes nothing more.
    Changes,
}

impl Effect {
    fn hints(self) -> ToolAnnotations {
        ToolAnnotations::new()
            .read_only(self == Self::Reads)
            .destructive(self == Self::Changes)
            .idempotent(self != Self::Adds)
            .open_world(false)
    }
}

type Called = BoxFuture<'static, Result<CallToolResult, Failure>>;

/// A tool as the protocol knows it.
#[derive(Debug)]
pub struct Definition {
    /// Its name, description, schemas and hints.
    pub tool: model::Tool,
    call: fn(&JsonObject, JsonObject, Lore, Work) -> Called,
    effect: Effect,
}

impl Definition {
    fn of<T: Tool>() -> Self {
        let tool = model::Tool::new(T::NAME, T::DESCRIPTION, schema::input::<T>())
            .with_title(T::TITLE)
            .with_raw_output_schema(schema::output::<T::Answer>())
            .with_annotations(T::EFFECT.hints());
        Self {
            tool,
            call: call::<T>,
            effect: T::EFFECT,
        }
    }

    /// Calls it with these arguments.
    pub fn call(&self, arguments: JsonObject, lore: Lore, work: Work) -> Called {
        (self.call)(&self.tool.input_schema, arguments, lore, work)
    }

    /// Whether a call may write.
    pub fn writes(&self) -> bool {
        self.effect != Effect::Reads
    }
}

/// Every tool.
pub fn all() -> &'static [Definition] {
    static ALL: LazyLock<Vec<Definition>> = LazyLock::new(|| {
        vec![
            Definition::of::<search::Search>(),
            Definition::of::<store::Store>(),
            Definition::of::<get::Get>(),
            Definition::of::<list::List>(),
            Definition::of::<stats::Stats>(),
            Definition::of::<edit::Edit>(),
            Definition::of::<delete::Delete>(),
            Definition::of::<cleanup::Cleanup>(),
        ]
    });
    &ALL
}

/// The tool of that name.
pub fn named(name: &str) -> Option<&'static Definition> {
    all().iter().find(|definition| definition.tool.name == name)
}

fn call<T: Tool>(schema: &JsonObject, given: JsonObject, lore: Lore, work: Work) -> Called {
    let read = arguments::read::<T>(given, schema);
    Box::pin(async move {
        let answer = read?.call(lore, work).await?;
        let answer = serde_json::to_value(answer).map_err(|error| Failure::internal(&error))?;
        Ok(CallToolResult::structured(answer))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn every_tool_of_the_contract_is_there() {
        let names: Vec<&str> = all().iter().map(|one| &*one.tool.name).collect();
        assert_eq!(
            names,
            [
                "search_knowledge",
                "store_knowledge",
                "get_entry",
                "list_knowledge",
                "project_stats",
                "edit_knowledge",
                "delete_knowledge",
                "cleanup_knowledge",
            ]
        );
    }

    #[test]
    fn every_argument_is_described() {
        for definition in all() {
            let schema = Value::Object((*definition.tool.input_schema).clone());
            assert_eq!(schema["additionalProperties"], json!(false));
            for (name, argument) in schema["properties"].as_object().unwrap() {
                let tool = &definition.tool.name;
                assert!(argument["description"].is_string(), "{tool}: {name}");
                assert!(argument["type"].is_string(), "{tool}: {name}: {argument}");
            }
        }
    }

    #[test]
    fn hints_tell_what_a_tool_does() {
        let hints = |name| {
            let hints = named(name).unwrap().tool.annotations.clone().unwrap();
            (
                hints.read_only_hint,
                hints.destructive_hint,
                hints.idempotent_hint,
            )
        };
        let told = |reads, destroys, again| (Some(reads), Some(destroys), Some(again));
        for name in [
            "search_knowledge",
            "get_entry",
            "list_knowledge",
            "project_stats",
        ] {
            assert_eq!(hints(name), told(true, false, true), "{name}");
        }
        assert_eq!(hints("store_knowledge"), told(false, false, false));
        for name in ["edit_knowledge", "delete_knowledge", "cleanup_knowledge"] {
            assert_eq!(hints(name), told(false, true, true), "{name}");
        }
    }
}
