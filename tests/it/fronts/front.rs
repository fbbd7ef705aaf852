//! What every front can do, and what a test compares of it.

use std::path::Path;

use serde_json::{Map, Value};

use super::{command_line, over_http, over_mcp, service};
use crate::cli::program;

/// The project of everything that is stored here.
pub const PROJECT: &str = "shop";

/// The agent of everything that is stored here.
pub const AGENT: &str = "qa";

/// A store that is not there yet, and a home for the program.
pub struct Place(pub program::Place);

impl Place {
    pub fn new() -> Self {
        Self(program::Place::with_new_store())
    }

    pub fn store(&self) -> &Path {
        self.0.store()
    }
}

/// What a front said: what it did, or by which code it refused.
pub type Said = Result<Value, String>;

/// A front over one store. Entries come in the shape of the contract.
pub trait Front {
    /// Stores an entry and gives its id.
    fn store(&mut self, text: &str, kind: &str) -> String;
    /// An entry.
    fn get(&mut self, id: &str) -> Said;
    /// All entries, the newest first.
    fn list(&mut self) -> Vec<Value>;
    /// The hits of a query.
    fn search(&mut self, query: &str) -> Vec<Value>;
    /// Gives an entry a new text; nothing comes of it but the entry.
    fn edit(&mut self, id: &str, revision: Option<&str>, text: &str) -> Said;
    /// Moves an entry to the trash; gives its id.
    fn delete(&mut self, id: &str) -> Said;
    /// Cleans up everything, or tells how many would go.
    fn cleanup(&mut self, apply: bool) -> u64;
    /// Counts.
    fn stats(&mut self) -> Value;
}

type Open = fn(&Place) -> Box<dyn Front>;

/// The fronts; the first is what the terminal UI calls.
pub const SET: [(&str, Open); 4] = [
    ("the service", service::open),
    ("the command line", command_line::open),
    ("HTTP", over_http::open),
    ("MCP", over_mcp::open),
];

/// The entries of a list, without what only this front adds to hits.
pub fn entries(list: &Value) -> Vec<Value> {
    let mut entries = list.as_array().unwrap().clone();
    for entry in &mut entries {
        entry.as_object_mut().unwrap().remove("similarity");
    }
    entries
}

/// The counts that every front gives.
pub fn counts(stats: &Value) -> Value {
    let names = [
        "total_entries",
        "by_type",
        "by_agent",
        "by_project",
        "by_repository",
    ];
    let fields: Map<String, Value> = names
        .into_iter()
        .map(|name| (name.to_owned(), stats[name].clone()))
        .collect();
    Value::Object(fields)
}
