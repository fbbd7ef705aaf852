//! What stands before and behind an entry's text.

use crate::{
    domain::entry::{Entry, Flaw},
    tui::text::{
        rich::{RichLine, Role, push_field},
        tree, wrap,
    },
};

/// Columns of the names of fields, the gap behind them counted.
const FIELD_COLUMN: usize = 10;

/// A line before the text.
#[derive(Debug)]
pub(super) enum Front {
    Flaw(String),
    Blank,
}

/// A line behind the text.
#[derive(Debug)]
pub(super) enum Back {
    Blank,
    Heading { title: &'static str, folds: bool },
    Folded(&'static str),
    Rich(RichLine),
}

/// What is wrong with the row.
pub(super) fn front(entry: &Entry, width: usize) -> Vec<Front> {
    let mut lines = Vec::new();
    for flaw in entry.flaws() {
        let sentence = sentence(flaw);
        let mut start = 0;
        while start < sentence.len() {
            // Two columns are for the mark.
            let room = width.saturating_sub(2).max(1);
            let (end, next) = wrap::first_line(&sentence[start..], room);
            lines.push(Front::Flaw(sentence[start..start + end].to_owned()));
            start += next;
        }
    }
    if !lines.is_empty() {
        lines.push(Front::Blank);
    }
    lines
}

/// A flaw, told to people.
fn sentence(flaw: Flaw) -> String {
    match flaw {
        Flaw::NullColumn(column) => format!("The column {column} is null; it reads as empty."),
        Flaw::EmptyText => "The text is empty.".to_owned(),
        Flaw::MetadataNotJson => "The metadata is not JSON; it is shown as stored.".to_owned(),
        Flaw::TimestampNotDate => {
            "The timestamp is not a date; the entry counts as undated.".to_owned()
        }
    }
}

/// The metadata and the fields, or a line that stands for them.
pub(super) fn back(entry: &Entry, width: usize, folded: bool) -> Vec<Back> {
    if folded {
        return vec![Back::Blank, Back::Folded("Metadata and fields")];
    }
    let mut lines = Vec::new();
    let metadata = tree::tree(&entry.metadata_json(), width);
    if !metadata.is_empty() {
        let title = "Metadata";
        lines.extend([Back::Blank, Back::Heading { title, folds: true }]);
        lines.extend(metadata.into_iter().map(Back::Rich));
    }
    let (title, folds) = ("Entry", lines.is_empty());
    lines.extend([Back::Blank, Back::Heading { title, folds }]);
    lines.extend(fields(entry, width).into_iter().map(Back::Rich));
    lines
}

fn fields(entry: &Entry, width: usize) -> Vec<RichLine> {
    let mut lines = Vec::new();
    for (name, value) in [
        ("type", &entry.kind),
        ("repository", &entry.repository),
        ("project", &entry.project_id),
        ("agent", &entry.agent),
        ("session", &entry.session_id),
        ("id", &entry.id),
        ("revision", &entry.revision),
    ] {
        let (role, value) = if value.is_empty() {
            (Role::Mark, "(none)")
        } else {
            (Role::Text, value.as_str())
        };
        field(&mut lines, name, role, value, width);
    }
    match entry.instant() {
        Some(moment) => {
            let absolute = moment.format("%Y-%m-%d %H:%M:%S UTC").to_string();
            let first = lines.len();
            field(&mut lines, "written", Role::Text, &absolute, width);
            if lines.len() == first + 1 {
                lines[first].parts.push((Role::Age(moment), String::new()));
            } else {
                lines.push(RichLine::new(vec![
                    (Role::Mark, " ".repeat(FIELD_COLUMN.min(2))),
                    (Role::Age(moment), String::new()),
                ]));
            }
        }
        None if entry.timestamp.is_empty() => {
            field(&mut lines, "written", Role::Mark, "(none)", width);
        }
        None => field(&mut lines, "written", Role::Text, &entry.timestamp, width),
    }
    lines
}

fn field(lines: &mut Vec<RichLine>, name: &str, role: Role, value: &str, width: usize) {
    let label = vec![(Role::Key, format!("{name:<FIELD_COLUMN$} "))];
    push_field(lines, label, FIELD_COLUMN + 1, role, value, width);
}
