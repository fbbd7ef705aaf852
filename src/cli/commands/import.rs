//! `lore import`: entries from a file.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::Result;
use crate::{
    cli::{
        args::ImportArgs,
        commands::store::Scope,
        failure::{Code, Failure, Stop},
        output::Output,
        progress::watched,
    },
    domain::{
        count::{counted, thousands},
        exchange::Format,
    },
    service::{BadRecord, ImportRequest, Imported, Lore},
};

/// Bad records that are named for people; with `--json` more are.
const NAMED: usize = 20;

/// Stands for standard input.
const STANDARD_INPUT: &str = "-";

/// What is to be imported.
#[derive(Debug)]
pub struct Ready {
    request: ImportRequest,
    /// What standard input or a pipe held.
    _input: Option<NamedTempFile>,
}

impl Ready {
    /// Whether nothing is to be written.
    pub fn is_dry_run(&self) -> bool {
        self.request.dry_run
    }
}

/// Checks the arguments, before a store is opened.
pub fn ready(args: &ImportArgs) -> std::result::Result<Ready, Stop> {
    let is_standard_input = args.file.as_os_str() == STANDARD_INPUT;
    let input = if is_standard_input {
        Some(spooled(io::stdin().lock())?)
    } else if is_pipe(&args.file) {
        let pipe = File::open(&args.file).map_err(|error| unreadable(&args.file, &error))?;
        Some(spooled(pipe)?)
    } else {
        None
    };
    let folder = match &input {
        Some(_) => std::env::current_dir()?,
        None => folder_of(&args.file)?,
    };
    let scope = Scope::new(args.repo.as_deref(), None, &folder)?;
    let name = if is_standard_input {
        "standard input".to_owned()
    } else {
        args.file.display().to_string()
    };
    let path = input
        .as_ref()
        .map_or(args.file.clone(), |file| file.path().to_owned());
    Ok(Ready {
        request: ImportRequest {
            path,
            name,
            format: args.format.map(Into::into),
            on_conflict: args.on_conflict.into(),
            dry_run: args.dry_run,
            repository: args.repo.clone(),
            project: scope.project,
        },
        _input: input,
    })
}

/// All of it in a file, since it is read twice.
fn spooled(mut input: impl Read) -> io::Result<NamedTempFile> {
    let mut file = NamedTempFile::new()?;
    io::copy(&mut input, &mut file)?;
    file.flush()?;
    Ok(file)
}

/// Whether it can be read but once, such as `/dev/stdin` and what shells make of `<(...)`.
fn is_pipe(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// The folder itself, or the one that a file or a table lies in.
fn folder_of(path: &Path) -> std::result::Result<PathBuf, Stop> {
    let whole = path
        .canonicalize()
        .map_err(|error| unreadable(path, &error))?;
    let is_table = whole.extension().is_some_and(|ending| ending == "lance");
    if whole.is_dir() && !is_table {
        return Ok(whole);
    }
    Ok(whole.parent().map_or(whole.clone(), Path::to_owned))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let code = if error.kind() == io::ErrorKind::NotFound {
        Code::NotFound
    } else {
        Code::InvalidRequest
    };
    Failure::new(code, format!("{} cannot be read: {error}", path.display()))
}

/// Brings the entries in, or tells what that would do.
pub async fn run(lore: &Lore, out: &mut Output, ready: Ready) -> Result {
    let request = &ready.request;
    let imported = watched("importing", async |cancel, progress| {
        lore.import(request, cancel, progress).await
    })
    .await?;
    if out.json {
        out.document(&as_json(&imported, request.dry_run))?;
    } else {
        summary(out, &imported, request.dry_run)?;
    }
    notes(out, &imported)?;
    if imported.cancelled {
        let message = format!(
            "interrupted after {}; the same command goes on from there, `lore undo` takes back what was imported",
            counted(imported.added + imported.replaced, "entry", "entries")
        );
        return Err(Failure::new(Code::ServiceUnavailable, message).into());
    }
    if imported.bad_total > 0 {
        let bad = counted(imported.bad_total, "record", "records");
        let message = if request.dry_run {
            format!("{bad} could not be imported; all others could")
        } else {
            format!("{bad} could not be imported; all others were")
        };
        return Err(Failure::new(Code::ServiceUnavailable, message).into());
    }
    Ok(())
}

fn summary(out: &mut Output, imported: &Imported, dry_run: bool) -> io::Result<()> {
    let format = imported.format.map_or("", Format::name);
    let mut parts = vec![format!(
        "{} {}",
        counted(imported.added, "entry", "entries"),
        if dry_run {
            "would be imported"
        } else {
            "imported"
        }
    )];
    for (count, told) in [
        (
            imported.replaced,
            if dry_run {
                "would be replaced"
            } else {
                "replaced"
            },
        ),
        (imported.same, "there already"),
        (
            imported.conflicts,
            "there with something else in them and left alone",
        ),
    ] {
        if count > 0 {
            parts.push(format!("{} {told}", thousands(count)));
        }
    }
    write!(out, "{} (from {format}", parts.join(", "))?;
    match &imported.change {
        Some(change) => writeln!(out, ", change {change}); `lore undo` takes it back")?,
        None => writeln!(out, ")")?,
    }
    Ok(())
}

fn notes(out: &mut Output, imported: &Imported) -> io::Result<()> {
    for bad in imported.bad.iter().take(NAMED) {
        out.note(format!("{}: {}", place(bad), bad.reason))?;
    }
    if imported.bad_total > NAMED {
        out.note(format!(
            "{} more records are no good; --json names the first {}",
            thousands(imported.bad_total - NAMED),
            thousands(imported.bad.len())
        ))?;
    }
    for refused in imported.refused.iter().take(NAMED) {
        out.note(format!(
            "{} left alone: {}",
            refused.key.id,
            refused.why.reason()
        ))?;
    }
    if imported.conflicts > 0 {
        out.note("--on-conflict replace puts the file's entries in their place")?;
    }
    if imported.unknown_vectors > 0 {
        out.note(format!(
            "{} of no known model kept; `lore reembed` makes them anew",
            counted(imported.unknown_vectors, "vector", "vectors")
        ))?;
    }
    if imported.credentials > 0 {
        out.note(format!(
            "{} credentials, in plain text for all who can read the store; `lore secrets` lists them",
            counted(imported.credentials, "entry holds", "entries hold")
        ))?;
    }
    if imported.nulls > 0 {
        out.note(format!(
            "nulls in {} became empty texts, since the table takes none",
            counted(imported.nulls, "entry", "entries")
        ))?;
    }
    if imported.null_vectors > 0 {
        out.note(format!(
            "{} became new ones, since the table takes none",
            counted(imported.null_vectors, "null vector", "null vectors")
        ))?;
    }
    left_out(out, imported)
}

/// Names what is in the file and in no entry.
fn left_out(out: &mut Output, imported: &Imported) -> io::Result<()> {
    if imported.left_out.is_empty() {
        return Ok(());
    }
    let counts = imported.left_out.iter();
    let counts: Vec<String> = counts
        .map(|(name, count)| format!("{name} ({})", thousands(*count)))
        .collect();
    out.note(format!(
        "left out, since no entry has it or it does not fit: {}",
        counts.join(", ")
    ))
}

fn place(bad: &BadRecord) -> String {
    match &bad.file {
        Some(file) => file.clone(),
        None => format!("line or entry {}", bad.number),
    }
}

fn as_json(imported: &Imported, dry_run: bool) -> Value {
    let key = |id: &str, repository: &str| json!({"id": id, "repository": repository});
    let bad = imported
        .bad
        .iter()
        .map(|bad| json!({"number": bad.number, "file": bad.file, "reason": bad.reason}));
    let refused = imported.refused.iter().map(|refused| {
        let (id, repository) = (&refused.key.id, &refused.key.repository);
        json!({"id": id, "repository": repository, "reason": refused.why.reason()})
    });
    let conflicting = imported.conflicting.iter();
    json!({
        "dry_run": dry_run,
        "format": imported.format.map(Format::name),
        "change": imported.change.as_ref().map(|change| &change.0),
        "records": imported.records,
        "added": imported.added,
        "replaced": imported.replaced,
        "same": imported.same,
        "conflicts": imported.conflicts,
        "conflicting": conflicting.map(|(repository, id)| key(id, repository)).collect::<Vec<_>>(),
        "embedded": imported.embedded,
        "unknown_vectors": imported.unknown_vectors,
        "credentials": imported.credentials,
        "nulls": imported.nulls,
        "null_vectors": imported.null_vectors,
        "left_out": imported.left_out,
        "bad": bad.collect::<Vec<_>>(),
        "bad_total": imported.bad_total,
        "refused": refused.collect::<Vec<_>>(),
        "new_repositories": imported.new_repositories,
        "cancelled": imported.cancelled,
    })
}
