//! Records into each of the formats, one after the other.

use std::io::{self, Write};

use super::columns::Columns;
use crate::domain::exchange::{Format, Record, fields, header, markdown, to_json};

/// Writes records in one format.
pub(super) enum Writer<'a> {
    Lines(&'a mut (dyn Write + Send)),
    Document {
        out: &'a mut (dyn Write + Send),
        written: usize,
    },
    Table {
        table: Box<csv::Writer<&'a mut (dyn Write + Send)>>,
        vectors: bool,
    },
    Markdown {
        out: &'a mut (dyn Write + Send),
        place: Option<String>,
    },
    Columns(Box<Columns<'a>>),
}

impl<'a> Writer<'a> {
    /// Begins. Formats that lore only reads are written as JSON lines.
    pub fn new(format: Format, vectors: bool, out: &'a mut (dyn Write + Send)) -> io::Result<Self> {
        Ok(match format {
            Format::Json => {
                out.write_all(b"{\"entries\":[")?;
                Self::Document { out, written: 0 }
            }
            Format::Csv => {
                let mut table = csv::WriterBuilder::new().from_writer(out);
                table.write_record(header(vectors))?;
                let table = Box::new(table);
                Self::Table { table, vectors }
            }
            Format::Markdown => {
                out.write_all(markdown::PREAMBLE.as_bytes())?;
                Self::Markdown { out, place: None }
            }
            Format::Parquet => Self::Columns(Box::new(Columns::new(vectors, out)?)),
            _ => Self::Lines(out),
        })
    }

    /// Writes one record.
    pub fn write(&mut self, record: &Record) -> io::Result<()> {
        match self {
            Self::Lines(out) => {
                let mut line = to_json(record);
                line.push('\n');
                out.write_all(line.as_bytes())
            }
            Self::Document { out, written } => {
                let before = if *written == 0 { "\n" } else { ",\n" };
                *written += 1;
                out.write_all(before.as_bytes())?;
                out.write_all(to_json(record).as_bytes())
            }
            Self::Table { table, vectors } => Ok(table.write_record(fields(record, *vectors))?),
            Self::Markdown { out, place } => {
                let here = place_of(record);
                if place.as_ref() != Some(&here) {
                    out.write_all(markdown::chapter(&here).as_bytes())?;
                    *place = Some(here);
                }
                out.write_all(markdown::entry(record).as_bytes())
            }
            Self::Columns(columns) => columns.write(record),
        }
    }

    /// Writes what belongs behind the last one.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Self::Lines(out) | Self::Markdown { out, .. } => out.flush(),
            Self::Document { out, written } => {
                writeln!(out, "\n],\"total\":{written}}}")?;
                out.flush()
            }
            Self::Table { mut table, .. } => table.flush(),
            Self::Columns(columns) => columns.finish(),
        }
    }
}

/// Repository and project; once, when they have the same name or there is no project.
fn place_of(record: &Record) -> String {
    let repository = record.repository.as_deref().unwrap_or_default();
    match record.project_id.filled() {
        Some(project) if project != repository => format!("{repository}/{project}"),
        _ => repository.to_owned(),
    }
}
