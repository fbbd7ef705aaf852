//! What a change would touch, for who is to agree to it.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{entries::write_entries, failure::Stop, layout::GAP, output::Output};
use crate::{
    domain::{
        change::Target,
        count::{counted, thousands},
        entry::{Entry, EntryKey},
        filter::Filter,
        printable::printable_line,
        stats::{Count, Occurrences},
    },
    service::{Lore, Result, json},
};

/// Entries that stand for the others.
pub const SAMPLES: usize = 5;

/// Counts and samples of a set of entries.
#[derive(Debug)]
pub struct Preview {
    total: usize,
    by_kind: Vec<Count>,
    by_project: Vec<Count>,
    samples: Vec<Entry>,
}

impl Preview {
    /// Of entries that are at hand.
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a Entry, IntoIter: Clone>) -> Self {
        let entries = entries.into_iter();
        let kinds: Occurrences = entries.clone().map(|entry| entry.kind.as_str()).collect();
        let projects = entries.clone().map(|entry| entry.project_id.as_str());
        Self {
            total: kinds.total(),
            by_kind: kinds.sorted(),
            by_project: projects.collect::<Occurrences>().sorted(),
            samples: entries.take(SAMPLES).cloned().collect(),
        }
    }

    /// Of the entries that a filter admits.
    pub async fn of_set(lore: &Lore, filter: &Filter, targets: &[Target]) -> Result<Self> {
        let stats = lore.stats(filter).await?;
        let samples = &targets[..targets.len().min(SAMPLES)];
        Ok(Self {
            total: targets.len(),
            by_kind: stats.by_kind,
            by_project: stats.by_project,
            samples: lore.look_up(samples).await?.into_iter().flatten().collect(),
        })
    }

    /// Prints it: `would` follows the number of entries, `how` tells how to do it. Scripts get the
    /// name of every entry.
    pub fn show<'a>(
        &self,
        out: &mut Output,
        keys: impl Iterator<Item = &'a EntryKey>,
        would: &str,
        how: &str,
    ) -> std::result::Result<(), Stop> {
        if out.json {
            out.document(&self.json(keys))?;
        } else {
            self.write(out, would, how)?;
        }
        Ok(())
    }

    fn write(&self, out: &mut Output, would: &str, how: &str) -> io::Result<()> {
        if self.total == 0 {
            return writeln!(out, "no entries: nothing to do");
        }
        let number = out.styles.number;
        let entries = counted(self.total, "entry", "entries");
        writeln!(out, "{number}{entries}{number:#} {would}")?;
        write_counts(out, "by type", &self.by_kind)?;
        write_counts(out, "by project", &self.by_project)?;
        let more = self.total - self.samples.len();
        if more > 0 {
            let label = out.styles.label;
            let shown = thousands(self.samples.len());
            writeln!(out, "{label}{shown} of them{label:#}")?;
        }
        write_entries(out, &self.samples)?;
        out.note(format!("nothing is changed yet; {how}"))
    }

    fn json<'a>(&self, keys: impl Iterator<Item = &'a EntryKey>) -> Value {
        let entries: Vec<Value> = keys
            .map(|key| json!({"id": key.id, "repository": key.repository}))
            .collect();
        json!({
            "dry_run": true,
            "total": self.total,
            "by_type": json::counts(&self.by_kind),
            "by_project": json::counts(&self.by_project),
            "entries": entries,
        })
    }
}

/// Prints counts on a line.
pub fn write_counts(out: &mut Output, title: &str, counts: &[Count]) -> io::Result<()> {
    let label = out.styles.label;
    let counts: Vec<String> = counts
        .iter()
        .map(|count| format!("{} {}", name(count), thousands(count.entries)))
        .collect();
    let counts = counts.join(", ");
    writeln!(
        out,
        "{label}{title:<10}{label:#}{GAP}{}",
        printable_line(&counts)
    )
}

fn name(count: &Count) -> &str {
    if count.name.is_empty() {
        "(none)"
    } else {
        &count.name
    }
}
