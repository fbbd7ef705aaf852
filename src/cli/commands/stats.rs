//! `lore stats`: counts over a set of entries.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::Result;
use crate::{
    cli::{
        health::write_health,
        layout::{GAP, column_width, padding},
        output::Output,
    },
    clock,
    domain::{
        age_band::AgeBand,
        count,
        filter::Filter,
        health::Health,
        printable::printable_line,
        stats::{Count, Stats},
    },
    service::{Cancel, Lore, json},
};

/// Counts and prints.
pub async fn run(lore: &Lore, out: &mut Output, filter: &Filter) -> Result {
    lore.check_scope(filter).await?;
    let stats = lore.stats(filter).await?;
    let today = clock::now().date_naive();
    let health = lore.health(filter, &Cancel::default()).await?;
    if out.json {
        out.document(&json::stats(&stats, &health, today))?;
        return Ok(());
    }
    let undated = match stats.undated {
        0 => String::new(),
        undated => format!(" ({undated} undated)"),
    };
    write_line(out, "entries", &format!("{}{undated}", stats.total))?;
    write_line(out, "oldest", stats.oldest.as_deref().unwrap_or("-"))?;
    write_line(out, "newest", stats.newest.as_deref().unwrap_or("-"))?;
    write_line(out, "on disk", &count::bytes(stats.bytes))?;
    write_counts(out, "by type", &stats.by_kind)?;
    write_counts(out, "by agent", &stats.by_agent)?;
    write_counts(out, "by project", &stats.by_project)?;
    write_counts(out, "by repository", &stats.by_repository)?;
    write_counts(out, "by age", &ages(&stats, today))?;
    write_health(out, &health)?;
    write_meaning(out, &health)?;
    Ok(())
}

fn write_line(out: &mut Output, name: &str, value: &str) -> io::Result<()> {
    let label = out.styles.label;
    writeln!(
        out,
        "{label}{name:<7}{label:#}{GAP}{}",
        printable_line(value)
    )
}

/// How many entries are how old, the youngest first.
fn ages(stats: &Stats, today: NaiveDate) -> Vec<Count> {
    let ages = AgeBand::count(&stats.by_day, today).into_iter();
    ages.map(|(band, entries)| Count {
        name: band.name().to_owned(),
        entries,
    })
    .collect()
}

/// What search by meaning cannot see, and what to do about it.
fn write_meaning(out: &mut Output, health: &Health) -> io::Result<()> {
    let meaning = health.total(|_| true).meaning;
    if meaning.missing() > 0 {
        let changed = match meaning.outdated {
            0 => String::new(),
            changed => format!(", {} changed since", count::thousands(changed)),
        };
        let others = match meaning.others {
            0 => String::new(),
            others => format!(", {} of another model", count::thousands(others)),
        };
        writeln!(
            out,
            "\n{} of {} cannot be found by meaning: {} with a hash or no vector{others}, {} of unknown origin{changed}; \
             `lore reembed` makes their vectors",
            count::thousands(meaning.missing()),
            count::counted(meaning.entries(), "entry", "entries"),
            count::thousands(meaning.meaningless),
            count::thousands(meaning.foreign),
        )?;
    }
    Ok(())
}

fn write_counts(out: &mut Output, title: &str, counts: &[Count]) -> io::Result<()> {
    if counts.is_empty() {
        return Ok(());
    }
    let styles = out.styles;
    writeln!(out, "\n{0}{title}{0:#}", styles.label)?;
    let rows: Vec<(String, String)> = counts
        .iter()
        .map(|count| {
            let name = if count.name.is_empty() {
                "(none)"
            } else {
                &count.name
            };
            (printable_line(name).into_owned(), count.entries.to_string())
        })
        .collect();
    let names = column_width(rows.iter().map(|(name, _)| name.as_str()));
    let numbers = column_width(rows.iter().map(|(_, number)| number.as_str()));
    for (name, number) in rows {
        writeln!(
            out,
            "  {name}{}{GAP}{}{2}{number}{2:#}",
            padding(&name, names),
            padding(&number, numbers),
            styles.number
        )?;
    }
    Ok(())
}
