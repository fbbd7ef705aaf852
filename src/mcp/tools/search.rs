//! `search_knowledge`: the best hits first.

use rmcp::schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Effect, Failure, Tool, Work, page::listed};
use crate::{
    clock,
    domain::{
        count::thousands,
        search::{SearchMode, SearchRequest},
    },
    mcp::{arguments::bounded, schema, set::SetArguments},
    service::{Lore, json},
};

const LIMIT: u64 = 10;
const MOST: u64 = 100;

/// What to look for.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
pub struct Search {
    /// What you want to know: a question, or a few words.
    query: String,
    /// How to look: by words and meaning together (hybrid, the default), by meaning alone (semantic),
    /// by words alone (keyword), or by letters in order, as file finders do (fuzzy).
    mode: Option<Mode>,
    /// At most so many hits, 1 to 100; 10 when left away.
    #[schemars(range(min = 1, max = MOST))]
    limit: Option<u64>,
    /// Only hits with at least this score, 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    threshold: Option<f32>,
    #[serde(flatten)]
    set: SetArguments,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
#[serde(rename_all = "lowercase")]
enum Mode {
    Hybrid,
    Semantic,
    Keyword,
    Fuzzy,
}

/// What was found.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
pub struct Found {
    /// The best first.
    #[schemars(schema_with = "schema::entries")]
    results: Vec<Value>,
    /// How many entries the query ranks in all.
    total: usize,
    /// What else there is to know about the answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
}

impl From<Mode> for SearchMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Hybrid => Self::Hybrid,
            Mode::Semantic => Self::Semantic,
            Mode::Keyword => Self::Keyword,
            Mode::Fuzzy => Self::Fuzzy,
        }
    }
}

impl Tool for Search {
    const NAME: &'static str = "search_knowledge";
    const TITLE: &'static str = "Search knowledge";
    const DESCRIPTION: &'static str = "Searches what agents wrote down (decisions, patterns, issues, ...) by words and by meaning, best hits first. Use it before you design, decide or debug something.";
    const EFFECT: Effect = Effect::Reads;
    type Answer = Found;

    async fn call(self, lore: Lore, _: Work) -> Result<Found, Failure> {
        let request = SearchRequest {
            words: self.query,
            typing: false,
            filter: self.set.to_filter(clock::now())?,
            mode: self.mode.map(SearchMode::from).unwrap_or_default(),
            limit: bounded("limit", self.limit, LIMIT, MOST)?,
            threshold: self.threshold,
        };
        let mut notes = lore.notes_on(&request.filter).await?;
        let answer = lore.search(&request).await?;
        notes.extend(cut(answer.hits.len(), answer.total));
        let cure = "the user can run `lore reembed`";
        notes.extend(lore.note_on_meaning(&request, cure).await?);
        Ok(Found {
            results: answer.hits.iter().map(json::hit).map(listed).collect(),
            total: answer.total,
            notes,
        })
    }
}

/// Says that there are more hits, and how to get them.
fn cut(shown: usize, total: usize) -> Option<String> {
    (shown < total).then(|| {
        format!(
            "{shown} of {} shown; raise `limit`, or restrict the search",
            thousands(total)
        )
    })
}
