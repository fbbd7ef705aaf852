//! JSON documents of the command line.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::output::Output;
use crate::domain::{
    health::{Health, RepositoryHealth, WordIndex},
    printable::printable_json,
    project::ProjectSummary,
    search::{Hit, SearchAnswer},
    stats::{Count, Stats},
};

/// A list that is written while it is read: `{"NAME":[...],"total":N}`, one item a line.
#[derive(Debug)]
pub struct ListWriter {
    name: &'static str,
    items: usize,
}

impl ListWriter {
    /// A list of that name.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self { name, items: 0 }
    }

    /// Writes the next item.
    pub fn item(&mut self, out: &mut Output, item: &Value) -> io::Result<()> {
        let item = item.to_string();
        let item = printable_json(&item);
        if self.items == 0 {
            write!(out, "{{\"{}\":[\n{item}", self.name)?;
        } else {
            write!(out, ",\n{item}")?;
        }
        self.items += 1;
        Ok(())
    }

    /// Ends the document. `total` counts also what a limit left out.
    pub fn end(self, out: &mut Output, total: usize) -> io::Result<()> {
        if self.items == 0 {
            writeln!(out, "{{\"{}\":[],\"total\":{total}}}", self.name)
        } else {
            writeln!(out, "\n],\"total\":{total}}}")
        }
    }
}

/// Writes the answer of a search.
pub fn write_hits(out: &mut Output, answer: &SearchAnswer) -> io::Result<()> {
    let mut list = ListWriter::new("results");
    for hit in &answer.hits {
        list.item(out, &hit_json(hit))?;
    }
    list.end(out, answer.total)
}

fn hit_json(hit: &Hit) -> Value {
    let mut value = hit.entry.to_json();
    if let Value::Object(fields) = &mut value {
        fields.insert("score".to_owned(), json!(hit.score));
        fields.insert("match".to_owned(), json!(hit.matched.names()));
    }
    value
}

/// One project.
#[must_use]
pub fn project(project: &ProjectSummary) -> Value {
    json!({
        "repository": project.repository,
        "project_id": project.project_id,
        "entries": project.entries,
        "newest": project.newest,
    })
}

/// Counts, in the shape that HTTP gives them too.
#[must_use]
pub fn stats(stats: &Stats, ages: &[Count], health: &Health) -> Value {
    const BYTES_PER_MEGABYTE: f64 = 1_000_000.0;
    json!({
        "total_records": stats.total,
        "total_entries": stats.total,
        "by_type": counts(&stats.by_kind),
        "by_agent": counts(&stats.by_agent),
        "by_project": counts(&stats.by_project),
        "by_repository": counts(&stats.by_repository),
        "oldest_record": stats.oldest,
        "newest_record": stats.newest,
        "undated_records": stats.undated,
        "by_age": counts(&snake_case(ages)),
        "health": health.repositories.iter().map(repository_health).collect::<Vec<_>>(),
        "database_size_mb": stats.bytes as f64 / BYTES_PER_MEGABYTE,
    })
}

/// Names of more than one word as names of fields.
fn snake_case(counts: &[Count]) -> Vec<Count> {
    let renamed = counts.iter().map(|count| Count {
        name: count.name.replace(' ', "_"),
        entries: count.entries,
    });
    renamed.collect()
}

fn repository_health(one: &RepositoryHealth) -> Value {
    let meaning = one.meaning;
    json!({
        "repository": one.name,
        "rows": one.rows,
        "removed_rows": one.removed_rows,
        "versions": one.versions,
        "files": one.fragments,
        "bytes": {
            "now": one.disk.live,
            "old_versions": one.disk.old,
            "word_index": one.disk.index,
            "trash_and_journal": one.disk.side,
        },
        "word_index_rows": match one.words {
            WordIndex::Needless => None,
            WordIndex::Covers(rows, _) => Some(rows),
        },
        "vectors": {
            "seen": meaning.seen,
            "outdated": meaning.outdated,
            "meaningless": meaning.meaningless,
            "foreign": meaning.foreign,
            "unfit": meaning.unfit,
        },
    })
}

/// How often each value occurs.
#[must_use]
pub fn counts(counts: &[Count]) -> Value {
    let fields: Map<String, Value> = counts
        .iter()
        .map(|count| (count.name.clone(), json!(count.entries)))
        .collect();
    Value::Object(fields)
}
