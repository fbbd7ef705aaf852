//! `lore export`: entries into a file or to standard output.

use std::{
    io::{self, ErrorKind, Write},
    path::Path,
};

use serde_json::json;

use super::Result;
use crate::{
    cli::{
        args::ExportArgs,
        failure::{Code, Failure, Stop},
        output::Output,
        progress::watched,
    },
    domain::{
        count::{counted, thousands},
        exchange::Format,
        filter::Filter,
        printable::{printable, printable_json},
    },
    service::{Export, ExportScope, Exported, Lore},
};

/// Writes what the filter admits.
pub async fn run(lore: &Lore, out: &mut Output, args: &ExportArgs, filter: Filter) -> Result {
    lore.check_scope(&filter).await?;
    let format = format(args, out)?;
    if let Some(folder) = folder(args, format) {
        return into_folder(lore, out, args, &filter, folder).await;
    }
    let export = Export {
        format,
        scope: ExportScope::All {
            filter,
            vectors: args.vectors,
        },
        replace: args.force,
    };
    let exported = match &args.output {
        Some(path) => into_file(lore, out, &export, path).await?,
        None => to_output(lore, out, &export).await?,
    };
    note(out, format, exported)
}

/// Says what is not in what was written.
fn note(out: &mut Output, format: Format, exported: Exported) -> Result {
    if let Some(lacks) = format.lacks() {
        out.note(lacks)?;
    }
    if exported.hidden > 0 {
        out.note(format!(
            "left out: {} of type system; --type system exports them",
            counted(exported.hidden, "row", "rows"),
        ))?;
    }
    Ok(())
}

/// The folder that is to get a document a project: one that is there, or whose name says so.
fn folder(args: &ExportArgs, format: Format) -> Option<&Path> {
    let path = args.output.as_deref()?;
    let is_folder = path.is_dir() || path.to_string_lossy().ends_with(std::path::MAIN_SEPARATOR);
    (format == Format::Markdown && is_folder).then_some(path)
}

async fn into_folder(
    lore: &Lore,
    out: &mut Output,
    args: &ExportArgs,
    filter: &Filter,
    folder: &Path,
) -> Result {
    let exported = watched("exporting", async |cancel, progress| {
        lore.export_documents(filter, folder, args.force, cancel, progress)
            .await
    })
    .await?;
    if exported.cancelled {
        return Err(interrupted("some documents were not written"));
    }
    told(out, exported, Format::Markdown, false, folder)?;
    note(out, Format::Markdown, exported)
}

/// Tells what was written where.
fn told(
    out: &mut Output,
    exported: Exported,
    format: Format,
    vectors: bool,
    path: &Path,
) -> io::Result<()> {
    let path = path.display();
    if out.json {
        return out.document(&json!({
            "file": path.to_string(),
            "format": format.name(),
            "entries": exported.entries,
            "vectors": vectors,
            "hidden": exported.hidden,
        }));
    }
    let entries = counted(exported.entries, "entry", "entries");
    writeln!(out, "{entries} written to {path}")
}

/// The format that is asked for, or that the file's name tells.
fn format(args: &ExportArgs, out: &Output) -> std::result::Result<Format, Stop> {
    let asked = args.format.map(Format::from);
    let Some(path) = &args.output else {
        let default = if out.json {
            Format::Json
        } else {
            Format::JsonLines
        };
        let format = asked.unwrap_or(default);
        if out.json && format != Format::Json {
            let message = format!(
                "--json wants one JSON document on standard output, and {format} is none: name a file with -o, or leave --json away"
            );
            return Err(Failure::invalid(message).into());
        }
        if format == Format::Parquet && out.width.is_some() {
            let message = "Parquet is nothing for a terminal: name a file with -o";
            return Err(Failure::invalid(message).into());
        }
        return Ok(format);
    };
    let named = Format::of_name(path).filter(|format| Format::WRITTEN.contains(format));
    Ok(asked.or(named).unwrap_or(Format::JsonLines))
}

async fn into_file(
    lore: &Lore,
    out: &mut Output,
    export: &Export,
    path: &Path,
) -> std::result::Result<Exported, Stop> {
    let exported = watched("exporting", async |cancel, progress| {
        lore.export_file(export, path, cancel, progress).await
    })
    .await?;
    if exported.cancelled {
        return Err(interrupted("no file was written"));
    }
    let vectors = matches!(export.scope, ExportScope::All { vectors: true, .. });
    told(out, exported, export.format, vectors, path)?;
    Ok(exported)
}

async fn to_output(
    lore: &Lore,
    out: &mut Output,
    export: &Export,
) -> std::result::Result<Exported, Stop> {
    let escapes = out.width.is_some().then_some(export.format);
    let mut stream = Stream {
        out,
        escapes,
        line: Vec::new(),
        reader_gone: false,
    };
    let written = watched("exporting", async |cancel, progress| {
        lore.write_out(export, &mut stream, cancel, progress).await
    })
    .await;
    match written {
        Err(_) if stream.reader_gone => Err(Stop::ReaderGone),
        Ok(exported) if exported.cancelled => {
            let entries = thousands(exported.entries);
            Err(interrupted(&format!(
                "what was written ends after entry {entries}"
            )))
        }
        written => Ok(written?),
    }
}

fn interrupted(told: &str) -> Stop {
    Failure::new(Code::ServiceUnavailable, format!("interrupted: {told}")).into()
}

/// Standard output. On a terminal nothing gets through that it would act on.
struct Stream<'a> {
    out: &'a mut Output,
    /// The format, on a terminal.
    escapes: Option<Format>,
    /// What is not a whole line yet, on a terminal.
    line: Vec<u8>,
    reader_gone: bool,
}

impl Stream<'_> {
    fn pass_on(&mut self, bytes: &[u8]) -> io::Result<()> {
        let written = self.out.write_all(bytes);
        if let Err(error) = &written {
            self.reader_gone |= error.kind() == ErrorKind::BrokenPipe;
        }
        written
    }

    fn show_line(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&line);
        let shown = match self.escapes {
            Some(Format::Json | Format::JsonLines) => printable_json(&text),
            _ => printable(&text),
        };
        self.pass_on(shown.as_bytes())
    }
}

impl Write for Stream<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.escapes.is_none() {
            self.pass_on(bytes)?;
            return Ok(bytes.len());
        }
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend(part);
            if part.ends_with(b"\n") {
                self.show_line()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.show_line()?;
        let flushed = self.out.flush();
        if let Err(error) = &flushed {
            self.reader_gone |= error.kind() == ErrorKind::BrokenPipe;
        }
        flushed
    }
}
