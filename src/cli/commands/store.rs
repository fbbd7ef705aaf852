//! `lore store`: stores one entry.

use std::{
    io::{Read, Write},
    path::Path,
};

use super::Result;
use crate::{
    cli::{
        args::StoreArgs,
        failure::{Failure, Stop},
        output::Output,
        project::{folder_name, git_repository_name},
    },
    domain::entry::{MAX_TEXT_BYTES, NewEntry},
    service::Lore,
};

/// Reads the entry from the arguments. Standard input is read when TEXT is `-`.
pub fn entry(args: &StoreArgs, scope: &Scope) -> std::result::Result<NewEntry, Stop> {
    let text = if args.text == "-" {
        read_text(std::io::stdin().lock())?
    } else {
        args.text.clone()
    };
    let kind = args.kind.as_ref().or(args.kind_flag.as_ref());
    Ok(NewEntry {
        text,
        kind: kind.cloned().unwrap_or_default(),
        project_id: scope.project.clone(),
        session_id: args.session.clone().unwrap_or_default(),
        agent: args.agent.clone().unwrap_or_default(),
        metadata: args.metadata.clone().unwrap_or_default(),
    })
}

/// Stores the entry in the repository.
pub async fn run(lore: &Lore, out: &mut Output, repository: &str, entry: NewEntry) -> Result {
    let project = entry.project_id.clone();
    let stored = lore.store(repository, entry).await?;
    if out.json {
        out.document(&serde_json::json!({
            "id": stored.id,
            "revision": stored.revision,
            "repository": stored.repository,
            "project_id": project,
            "timestamp": stored.timestamp,
        }))?;
    } else {
        writeln!(out, "{}", stored.id)?;
    }
    Ok(())
}

/// Where an entry goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The repository whose database takes it.
    pub repository: String,
    /// The project within.
    pub project: String,
}

impl Scope {
    /// What the arguments name, and for what they do not name: the git repository around
    /// `folder`, else what they name for the other, else the folder.
    pub fn new(args: &StoreArgs, folder: &Path) -> std::result::Result<Self, Failure> {
        let git = || git_repository_name(folder);
        let repository = args
            .repo
            .clone()
            .or_else(git)
            .or_else(|| args.project.clone())
            .or_else(|| folder_name(folder))
            .ok_or_else(|| {
                Failure::invalid(format!(
                    "the folder {} has no name to store under: name a project with --project",
                    folder.display()
                ))
            })?;
        let project = args.project.clone().unwrap_or_else(|| repository.clone());
        Ok(Self {
            repository,
            project,
        })
    }
}

/// Reads a text, of one that is too long only so much that this can be told.
fn read_text(input: impl Read) -> std::result::Result<String, Stop> {
    let mut bytes = Vec::new();
    input
        .take(MAX_TEXT_BYTES as u64 + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() > MAX_TEXT_BYTES {
        // Cut off anywhere, perhaps within a character, and still no shorter.
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::invalid(format!(
            "the text on standard input is not UTF-8: byte {at} is wrong; convert it first"
        ))
        .into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_a_limit_and_an_encoding() {
        let endless = "日".as_bytes().iter().cycle().copied();
        let endless: Vec<u8> = endless.take(2 * MAX_TEXT_BYTES).collect();
        let read = read_text(&endless[..]).unwrap();
        assert!((MAX_TEXT_BYTES + 1..MAX_TEXT_BYTES + 4).contains(&read.len()));
        assert!(matches!(
            read_text(&b"ab\xff"[..]),
            Err(Stop::Failed(failure)) if failure.message.contains("byte 2")
        ));
        assert_eq!(read_text("日本\n".as_bytes()).unwrap(), "日本\n");
    }
}
