//! The JSON of answers, one shape for every front. That of an entry is [`Entry::to_json`].

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::{Diagnosis, Edited, Mended, Result, Stored, Tidied};
use crate::domain::{
    age_band::AgeBand,
    change::{Changed, Outcome, Refused},
    compaction::Recollection,
    diagnosis::Finding,
    entry::Entry,
    health::{Health, RepositoryHealth, WordIndex},
    project::ProjectSummary,
    search::Hit,
    stats::{Count, Stats},
};

/// A found entry: the entry with its score and what found it.
#[must_use]
pub fn hit(hit: &Hit) -> Value {
    let mut value = hit.entry.to_json();
    if let Value::Object(fields) = &mut value {
        fields.insert("score".to_owned(), json!(hit.score));
        fields.insert("match".to_owned(), json!(hit.matched.names()));
    }
    value
}

/// The same with the score also under the name that the Node manager has for it.
#[must_use]
pub fn similar_hit(found: &Hit) -> Value {
    let mut value = hit(found);
    if let Value::Object(fields) = &mut value {
        fields.insert("similarity".to_owned(), json!(found.score));
    }
    value
}

/// An edited entry: the entry with the kinds of credentials that it holds.
#[must_use]
pub fn edited(edited: &Edited) -> Value {
    let mut value = edited.entry.to_json();
    if let Value::Object(fields) = &mut value {
        fields.insert("credentials".to_owned(), json!(edited.credentials));
    }
    value
}

/// What came of storing the paragraphs of a conversation.
#[must_use]
pub fn kept(kept: &[Result<Stored>]) -> Value {
    let stored = || kept.iter().filter_map(|one| one.as_ref().ok());
    let errors: Vec<Value> = kept
        .iter()
        .enumerate()
        .filter_map(|(index, one)| {
            let error = one.as_ref().err()?.to_string();
            Some(json!({ "index": index, "error": error }))
        })
        .collect();
    let credentials = stored().filter(|one| !one.credentials.is_empty());
    json!({
        "success": errors.is_empty(),
        "count": stored().count(),
        "ids": stored().map(|one| one.id.as_str()).collect::<Vec<_>>(),
        "errors": errors,
        "credentials": credentials
            .map(|one| json!({ "id": one.id, "kinds": one.credentials }))
            .collect::<Vec<_>>(),
    })
}

/// What helps to go on with a task.
#[must_use]
pub fn recollection(recollection: &Recollection) -> Value {
    let summary = recollection.summary();
    let activity = summary.activity.iter().map(|one| {
        json!({
            "type": one.kind,
            "agent": one.agent,
            "timestamp": one.timestamp,
            "preview": one.preview,
        })
    });
    json!({
        "search_results": recollection.hits.iter().map(similar_hit).collect::<Vec<_>>(),
        "recent_knowledge": recollection.recent.iter().map(Entry::to_json).collect::<Vec<_>>(),
        "summary": {
            "total_items": summary.total,
            "by_type": summary.by_kind,
            "by_agent": summary.by_agent,
            "top_decisions": summary.decisions,
            "recent_activity": activity.collect::<Vec<_>>(),
        },
    })
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

/// Counts over a set of entries, and how the repositories stand. Ages are counted from `today` on.
#[must_use]
pub fn stats(stats: &Stats, health: &Health, today: NaiveDate) -> Value {
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
        "by_age": ages(stats, today),
        "health": health.repositories.iter().map(repository_health).collect::<Vec<_>>(),
        "database_size_mb": stats.bytes as f64 / BYTES_PER_MEGABYTE,
    })
}

/// How many entries are how old, the youngest first, by names of fields.
fn ages(stats: &Stats, today: NaiveDate) -> Value {
    let ages = AgeBand::count(&stats.by_day, today).into_iter();
    let fields = ages.map(|(band, entries)| (band.name().replace(' ', "_"), json!(entries)));
    Value::Object(fields.collect())
}

/// How a store stands, what is wrong with it, and what was done about it before.
#[must_use]
pub fn diagnosis(diagnosis: &Diagnosis, mended: Option<&Mended>) -> Value {
    let repositories = diagnosis.health.repositories.iter();
    json!({
        "healthy": diagnosis.findings.is_empty() && !diagnosis.cancelled,
        "findings": diagnosis.findings.iter().map(finding).collect::<Vec<_>>(),
        "total": diagnosis.findings.len(),
        "repositories": repositories.map(repository_health).collect::<Vec<_>>(),
        "cancelled": diagnosis.cancelled,
        "fixed": mended.map(|mended| {
            let repositories = mended.repositories.iter();
            repositories.map(|(name, tidied)| fixed(name, *tidied)).collect::<Vec<_>>()
        }),
        "left_alone": mended.map(|mended| {
            let left = mended.left_alone.iter();
            left.map(|(name, why)| json!({"repository": name, "reason": why})).collect::<Vec<_>>()
        }),
    })
}

fn fixed(repository: &str, tidied: Tidied) -> Value {
    json!({
        "repository": repository,
        "compactions": tidied.steps,
        "versions_removed": tidied.versions,
        "orphans_removed": tidied.orphans,
        "bytes_freed": tidied.freed,
    })
}

fn finding(finding: &Finding) -> Value {
    json!({
        "repository": finding.repository,
        "problem": finding.problem.name(),
        "count": finding.count,
        "message": finding.message,
        "advice": finding.advice,
        "fixable": finding.problem.is_mended(),
    })
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
            "other_models": meaning.others,
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

/// What came of a change.
#[must_use]
pub fn outcome(outcome: &Outcome) -> Value {
    json!({
        "change": outcome.change.as_ref().map(|change| &change.0),
        "changed": outcome.changed.iter().map(changed).collect::<Vec<_>>(),
        "refused": outcome.refused.iter().map(refused).collect::<Vec<_>>(),
        "cancelled": outcome.cancelled,
    })
}

fn changed(changed: &Changed) -> Value {
    json!({
        "id": changed.key.id,
        "repository": changed.key.repository,
        "revision": changed.revision,
    })
}

fn refused(refused: &Refused) -> Value {
    json!({
        "id": refused.key.id,
        "repository": refused.key.repository,
        "reason": refused.why.reason(),
    })
}
