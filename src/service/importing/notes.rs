//! Folders of Markdown documents, one entry a document.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use super::{
    feed::Feed,
    markdown,
    source::{Source, changed},
};
use crate::{
    domain::{
        entry::MAX_TEXT_BYTES,
        exchange::{Dated, Format, Note, Record, decision, markdown::is_written, note},
    },
    service::{Error, Result},
};

/// Documents beside decision records that are none.
const NO_DECISIONS: [&str; 4] = ["readme", "index", "template", "adr-template"];

/// The format of a Markdown document, by its beginning.
pub(super) fn of_document(beginning: &[u8]) -> Format {
    let text = String::from_utf8_lossy(beginning);
    if is_written(&text) {
        return Format::Markdown;
    }
    let file = Note {
        path: "",
        document: &text,
        changed: Dated(chrono::DateTime::UNIX_EPOCH),
    };
    match decision(&file) {
        Ok(_) => Format::DecisionRecords,
        Err(_) => Format::BasicMemory,
    }
}

/// The format of a folder: that of most of its documents; `None` when it has none.
pub(super) fn of_folder(folder: &Path) -> io::Result<Option<Format>> {
    /// So many documents tell enough, each by so much of it.
    const LOOKED_AT: usize = 64;
    const BEGINNING: u64 = 16 * 1024;
    let documents = documents(folder)?;
    let mut decisions = 0;
    let mut others = 0;
    for path in documents.iter().take(LOOKED_AT) {
        let mut beginning = Vec::new();
        File::open(path)?
            .take(BEGINNING)
            .read_to_end(&mut beginning)?;
        match of_document(&beginning) {
            Format::Markdown => return Ok(Some(Format::Markdown)),
            Format::DecisionRecords => decisions += 1,
            _ => others += usize::from(!is_no_decision(path)),
        }
    }
    Ok(match (decisions, others) {
        (0, 0) => None,
        (decisions, others) if decisions >= others => Some(Format::DecisionRecords),
        _ => Some(Format::BasicMemory),
    })
}

/// Reads all documents of a folder, or the one that the source is.
pub(super) fn read(source: &Source, feed: &mut Feed) -> Result<()> {
    let failed = |error: io::Error| Error::Invalid(error.to_string());
    let path = source.path.canonicalize().map_err(failed)?;
    let (folder, documents) = if path.is_dir() {
        (path.as_path(), documents(&path).map_err(failed)?)
    } else {
        let folder = path.parent().unwrap_or(Path::new(""));
        (folder, vec![path.clone()])
    };
    let folder = root(folder);
    let only = documents.len() == 1;
    for (number, path) in (1..).zip(documents) {
        if source.format == Format::DecisionRecords && is_no_decision(&path) && !only {
            continue;
        }
        let name = path.strip_prefix(folder).unwrap_or(&path);
        let name = name.to_string_lossy().replace('\\', "/");
        if source.format == Format::Markdown {
            let file = File::open(&path).map_err(failed)?;
            markdown::read(file, Some(&name), feed)?;
            continue;
        }
        let record = record(source.format, &path, &name);
        if feed.put_of(Some(&name), number, record).is_break() {
            return Ok(());
        }
    }
    Ok(())
}

/// The folder that documents are named below: the root of the git repository, if these lie in one, so
/// that each has a name of its own there, whichever folder is read.
fn root(folder: &Path) -> &Path {
    let mut around = folder.ancestors();
    let root = around.find(|ancestor| ancestor.join(".git").exists());
    root.unwrap_or(folder)
}

fn record(format: Format, path: &Path, name: &str) -> std::result::Result<Record, String> {
    let found = fs::metadata(path).map_err(|error| error.to_string())?;
    if found.len() > MAX_TEXT_BYTES as u64 {
        return Err(format!("it is longer than {} MB", MAX_TEXT_BYTES >> 20));
    }
    let document = fs::read(path).map_err(|error| error.to_string())?;
    let document = String::from_utf8(document).map_err(|_| "it is not UTF-8".to_owned())?;
    let file = Note {
        path: name,
        document: &document,
        changed: changed(&found),
    };
    match format {
        Format::DecisionRecords => decision(&file),
        _ => note(&file),
    }
}

fn is_no_decision(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let stem = stem.to_lowercase();
    NO_DECISIONS.contains(&stem.as_str()) || stem.ends_with("-template")
}

/// The Markdown documents in a folder and those below it, by path; hidden ones are none.
fn documents(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            // Links are not followed: they may lead in circles.
            let kind = entry.file_type()?;
            let path = entry.path();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && Format::of_name(&path) == Some(Format::Markdown) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
