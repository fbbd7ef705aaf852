//! `lore dupes`: entries that say nearly the same, side by side.

use std::{io::Write, ops::Range};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::Result;
use crate::{
    cli::{
        args::DupesArgs, entries::write_alike, json::ListWriter, output::Output,
        progress::ProgressLine,
    },
    domain::{
        count::counted,
        duplicates::{Difference, Group, contrast},
        entry::Entry,
        filter::Filter,
    },
    service::{Cancel, Lore},
};

/// Prints the groups. Nothing is changed.
pub async fn run(
    lore: &Lore,
    out: &mut Output,
    args: &DupesArgs,
    filter: &Filter,
    now: DateTime<Utc>,
) -> Result {
    lore.check_scope(filter).await?;
    let mut line = ProgressLine::new("comparing");
    let groups = lore
        .duplicates(
            filter,
            args.threshold,
            &Cancel::default(),
            &mut |progress| {
                line.show(progress);
            },
        )
        .await;
    line.clear();
    let groups = groups?;
    if out.json {
        let mut document = ListWriter::new("groups");
        for group in &groups {
            document.item(out, &to_json(group))?;
        }
        document.end(out, groups.len())?;
    } else {
        write_groups(out, &groups, args.threshold, now)?;
    }
    if let Some(problem) = lore.model_problem() {
        out.note(format!(
            "the vectors that are there were compared, and the model in use cannot be had: {problem}"
        ))?;
        return Ok(());
    }
    let missing = lore.coverage(filter).await?.missing();
    if missing > 0 {
        out.note(format!(
            "{} without a vector: only equal texts are found among them; `lore reembed` makes the vectors",
            counted(missing, "entry", "entries")
        ))?;
    }
    Ok(())
}

fn write_groups(
    out: &mut Output,
    groups: &[Group],
    threshold: f32,
    now: DateTime<Utc>,
) -> std::io::Result<()> {
    if groups.is_empty() {
        return writeln!(out, "no two entries are alike by {threshold} or more");
    }
    for (at, group) in groups.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        let likeness = if group.exact {
            "the same text".to_owned()
        } else {
            format!("{} alike", likeness(group))
        };
        let head = format!(
            "{}, {likeness}",
            counted(group.entries.len(), "entry", "entries")
        );
        let label = out.styles.label;
        writeln!(out, "{label}{head}{label:#}")?;
        let unlike: Vec<Option<String>> = unlike(group)
            .into_iter()
            .map(|unlike| unlike.in_words())
            .collect();
        write_alike(out, &group.entries, &unlike, now)?;
    }
    let groups = counted(groups.len(), "group", "groups");
    out.note(format!(
        "{groups}; nothing was changed: `lore rm ID` moves an entry to the trash, and `D` in the UI shows a group side by side"
    ))
}

/// Rounded down, so that nothing is called the same that is not.
fn likeness(group: &Group) -> f32 {
    (group.similarity * 1000.0).floor() / 1000.0
}

/// What tells an entry from the first of its group, though both say nearly the same.
struct Unlike<'a> {
    here: Vec<(Difference, &'a str)>,
    first: Vec<(Difference, &'a str)>,
}

/// One for each entry; the first differs from itself in nothing.
fn unlike(group: &Group) -> Vec<Unlike<'_>> {
    let Some(first) = group.entries.first() else {
        return Vec::new();
    };
    (group.entries.iter())
        .map(|entry| {
            let (here, there) = contrast(&entry.text, &first.text);
            Unlike {
                here: words(&entry.text, here),
                first: words(&first.text, there),
            }
        })
        .collect()
}

fn words(text: &str, found: Vec<(Difference, Range<usize>)>) -> Vec<(Difference, &str)> {
    found
        .into_iter()
        .filter_map(|(what, span)| Some((what, text.get(span)?)))
        .collect()
}

impl Unlike<'_> {
    fn in_words(&self) -> Option<String> {
        let list = |found: &[(Difference, &str)]| {
            let told = found
                .iter()
                .map(|(what, text)| format!("{} {text:?}", what.name()));
            told.collect::<Vec<_>>().join(", ")
        };
        match (self.here.is_empty(), self.first.is_empty()) {
            (true, true) => None,
            (false, true) => Some(format!("unlike the first: has {}", list(&self.here))),
            (true, false) => Some(format!("unlike the first: lacks {}", list(&self.first))),
            (false, false) => Some(format!(
                "unlike the first: has {}, lacks {}",
                list(&self.here),
                list(&self.first)
            )),
        }
    }

    fn to_json(&self) -> Value {
        let list = |found: &[(Difference, &str)]| -> Vec<Value> {
            let told = found.iter();
            told.map(|(what, text)| json!({"kind": what.name(), "text": text}))
                .collect()
        };
        json!({"has": list(&self.here), "lacks": list(&self.first)})
    }
}

fn to_json(group: &Group) -> Value {
    let entries: Vec<Value> = group.entries.iter().map(Entry::to_json).collect();
    let unlike: Vec<Value> = unlike(group).iter().map(Unlike::to_json).collect();
    json!({
        "similarity": group.similarity,
        "exact": group.exact,
        "entries": entries,
        "unlike_first": unlike,
    })
}
