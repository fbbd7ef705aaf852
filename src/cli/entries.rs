//! Entries as people read them.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{
    json,
    layout::{GAP, column_width, padding, truncate},
    output::Output,
};
use crate::domain::{
    age,
    change::Trashed,
    entry::{Entry, Flaw, metadata_json},
    printable::{printable, printable_line},
    search::{Hit, SearchAnswer},
    secret,
};

/// Texts are shown indented below their fields.
const INDENT: &str = "    ";

/// One entry of a list, ready to print.
struct Row<'a> {
    entry: &'a Entry,
    score: Option<f32>,
    remark: Option<String>,
    cells: [String; 4],
}

/// Prints entries, two lines each: the fields in columns, the text below them. The text is cut
/// to the terminal's width; in a pipe it is whole.
pub fn write_entries(out: &mut Output, entries: &[Entry]) -> io::Result<()> {
    write_rows(
        out,
        entries.iter().map(|entry| Row::new(entry, None)).collect(),
    )
}

/// Prints hits as [`write_entries`] does, each with its score.
pub fn write_hits(out: &mut Output, hits: &[Hit]) -> io::Result<()> {
    let rows = hits.iter().map(|hit| Row::new(&hit.entry, Some(hit.score)));
    write_rows(out, rows.collect())
}

/// Prints what was found, for people or as JSON, and how to see more of it; `nothing` tells that
/// there is none.
pub fn write_answer(out: &mut Output, answer: &SearchAnswer, nothing: &str) -> io::Result<()> {
    if out.json {
        json::write_hits(out, answer)?;
    } else if answer.hits.is_empty() {
        writeln!(out, "{nothing}")?;
    } else {
        write_hits(out, &answer.hits)?;
        out.note_rest(answer.hits.len(), answer.total)?;
    }
    out.note_masks()
}

/// Prints entries of the trash as [`write_entries`] does, each with the moment of its deletion.
pub fn write_trashed(out: &mut Output, trashed: &[Trashed]) -> io::Result<()> {
    let rows = trashed.iter().map(|trashed| {
        let mut row = Row::new(&trashed.entry, None);
        row.cells[3] = format!("deleted {}", minute(trashed.at));
        row
    });
    write_rows(out, rows.collect())
}

/// Prints entries as [`write_entries`] does, with their ages, and below each what there is to say
/// of it.
pub fn write_alike(
    out: &mut Output,
    entries: &[Entry],
    remarks: &[Option<String>],
    now: DateTime<Utc>,
) -> io::Result<()> {
    let row = |(entry, remark): (_, &Option<String>)| {
        let mut row = Row::new(entry, None);
        if let Some(moment) = entry.instant() {
            row.cells[3] = format!("{} ({})", row.cells[3], age::long(moment, now));
        }
        row.remark.clone_from(remark);
        row
    };
    write_rows(out, entries.iter().zip(remarks).map(row).collect())
}

/// Prints entries by their fields, and below each some lines in place of its text.
pub fn write_exposed(
    out: &mut Output,
    entries: &[&Entry],
    lines: &[Vec<String>],
) -> io::Result<()> {
    let rows: Vec<Row<'_>> = entries.iter().map(|entry| Row::new(entry, None)).collect();
    let widths = widths(&rows);
    for (row, lines) in rows.iter().zip(lines) {
        write_fields(out, row, widths)?;
        for line in lines {
            let line = printable_line(line);
            let room = out.width.map(|width| width.saturating_sub(INDENT.len()));
            let line = room.map_or_else(|| line.clone().into_owned(), |room| truncate(&line, room));
            writeln!(out, "{INDENT}{line}")?;
        }
    }
    Ok(())
}

impl<'a> Row<'a> {
    fn new(entry: &'a Entry, score: Option<f32>) -> Self {
        let line = |text: &str| printable_line(text).into_owned();
        Self {
            entry,
            score,
            remark: None,
            cells: [
                line(&entry.kind),
                line(&entry.place()),
                line(&entry.agent),
                moment(entry),
            ],
        }
    }
}

fn write_rows(out: &mut Output, rows: Vec<Row<'_>>) -> io::Result<()> {
    let widths = widths(&rows);
    for row in rows {
        write_fields(out, &row, widths)?;
        write_summary(out, row.entry)?;
        if let Some(remark) = row.remark {
            let remark = printable_line(&remark);
            let warning = out.styles.warning;
            writeln!(out, "{INDENT}{warning}{remark}{warning:#}")?;
        }
    }
    Ok(())
}

fn widths(rows: &[Row<'_>]) -> [usize; 4] {
    std::array::from_fn(|column| column_width(rows.iter().map(|row| row.cells[column].as_str())))
}

fn write_fields(out: &mut Output, row: &Row<'_>, widths: [usize; 4]) -> io::Result<()> {
    let styles = out.styles;
    let looks = [styles.kind, styles.project, styles.label, styles.faint];
    if let Some(score) = row.score {
        write!(out, "{0}{score:.2}{0:#}{GAP}", styles.number)?;
    }
    for ((cell, width), look) in row.cells.iter().zip(widths).zip(looks) {
        write!(out, "{look}{cell}{look:#}{}{GAP}", padding(cell, width))?;
    }
    writeln!(
        out,
        "{0}{id}{0:#}",
        styles.id,
        id = printable_line(&row.entry.id)
    )
}

fn write_summary(out: &mut Output, entry: &Entry) -> io::Result<()> {
    let marks: Vec<String> = entry.flaws().into_iter().map(flaw_name).collect();
    let marks = if marks.is_empty() {
        String::new()
    } else {
        format!("[{}] ", marks.join(", "))
    };
    let room = out
        .width
        .map(|width| width.saturating_sub(INDENT.len() + marks.len()));
    let text = match room {
        // A cell takes few characters; a text may have millions.
        Some(room) => {
            let chars = room * 4 + 4;
            let start = out.shown(&entry.text, |text| secret::mask_beginning(text, chars));
            let start: String = start.chars().take(chars).collect();
            truncate(&printable_line(&start), room)
        }
        None => printable_line(&out.shown(&entry.text, secret::mask)).into_owned(),
    };
    let warning = out.styles.warning;
    writeln!(out, "{INDENT}{warning}{marks}{warning:#}{text}")
}

/// Prints one entry in full.
pub fn write_entry(out: &mut Output, entry: &Entry, now: DateTime<Utc>) -> io::Result<()> {
    let styles = out.styles;
    writeln!(
        out,
        "{0}{id}{0:#}",
        styles.id,
        id = printable_line(&entry.id)
    )?;
    let written = match entry.instant() {
        Some(moment) => format!("{} ({})", entry.timestamp, age::long(moment, now)),
        None => entry.timestamp.clone(),
    };
    let fields = [
        ("type", entry.kind.as_str()),
        ("repository", &entry.repository),
        ("project", &entry.project_id),
        ("agent", &entry.agent),
        ("session", &entry.session_id),
        ("written", &written),
        ("revision", &entry.revision),
    ];
    for (name, value) in fields {
        if !value.is_empty() {
            write_field(out, name, &printable_line(value))?;
        }
    }
    write_metadata(out, entry)?;
    for flaw in entry.flaws() {
        writeln!(
            out,
            "{0}odd         {1}{0:#}",
            styles.warning,
            flaw_name(flaw)
        )?;
    }
    let text = out.shown(&entry.text, secret::mask);
    writeln!(out, "\n{}", printable(&text))
}

fn write_field(out: &mut Output, name: &str, value: &str) -> io::Result<()> {
    let label = out.styles.label;
    writeln!(out, "{label}{name:<10}{label:#}{GAP}{value}")
}

fn write_metadata(out: &mut Output, entry: &Entry) -> io::Result<()> {
    let metadata = out.shown(&entry.metadata, secret::mask_metadata);
    let text = match metadata_json(&metadata) {
        Value::Object(fields) if fields.is_empty() => return Ok(()),
        Value::String(raw) => raw,
        value => format!("{value:#}"),
    };
    let shown = printable(&text).into_owned();
    let mut lines = shown.lines();
    write_field(out, "metadata", lines.next().unwrap_or_default())?;
    for line in lines {
        writeln!(out, "{:12}{line}", "")?;
    }
    Ok(())
}

/// When it was written, to the minute in UTC; as stored when that is no date.
fn moment(entry: &Entry) -> String {
    entry
        .instant()
        .map_or_else(|| printable_line(&entry.timestamp).into_owned(), minute)
}

/// A moment to the minute, in UTC.
pub fn minute(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%d %H:%M").to_string()
}

fn flaw_name(flaw: Flaw) -> String {
    match flaw {
        Flaw::NullColumn(name) => format!("{name} is null"),
        Flaw::EmptyText => "no text".to_owned(),
        Flaw::MetadataNotJson => "metadata is no JSON".to_owned(),
        Flaw::TimestampNotDate => "timestamp is no date".to_owned(),
    }
}
