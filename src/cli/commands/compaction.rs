//! `lore pre-compaction`, `lore post-compaction`: what is kept of a conversation, and what helps to go
//! on after it.

use std::io::Write;

use super::{
    Result,
    store::{Scope, note_credentials, note_model},
};
use crate::{
    cli::{
        args::{CompactCommand, PostCompactionArgs, PreCompactionArgs},
        entries::{write_entries, write_hits},
        failure::{Code, Failure},
        input,
        opening::{open, open_to_store},
        output::Output,
        upkeep::keep_up,
    },
    config::Settings,
    domain::{count::counted, filter::Filter, search::SearchRequest},
    service::{After, Lore, Stored, json},
};

/// Does what agents ask for around a compaction.
pub async fn run(command: CompactCommand, settings: &Settings, out: &mut Output) -> Result {
    match command {
        CompactCommand::PreCompaction(args) => {
            let conversation = input::conversation(&args.conversation)?;
            let scope = Scope::of(&args.place)?;
            let lore = open_to_store(settings).await?;
            before(&lore, out, &scope, &args, &conversation).await?;
            keep_up(&lore, out, After::Write).await
        }
        CompactCommand::PostCompaction(args) => {
            let lore = open(settings, out).await?;
            after(&lore, out, &args).await?;
            keep_up(&lore, out, After::Search).await
        }
    }
}

/// Stores what is worth keeping.
///
/// # Errors
/// The first one, when a paragraph could not be stored; the others are stored all the same. Then it is no
/// wrong usage, whatever it is.
async fn before(
    lore: &Lore,
    out: &mut Output,
    scope: &Scope,
    args: &PreCompactionArgs,
    conversation: &str,
) -> Result {
    let session = args.place.session.as_deref().unwrap_or_default();
    let repository = Some(scope.repository.as_str());
    let kept = lore
        .keep_conversation(conversation, repository, &scope.project, session)
        .await;
    if out.json {
        out.document(&json::kept(&kept))?;
    }
    let (stored, failed): (Vec<_>, Vec<_>) = kept.into_iter().partition(std::result::Result::is_ok);
    let stored: Vec<Stored> = stored.into_iter().flatten().collect();
    if !out.json {
        for one in &stored {
            writeln!(out, "{}", one.id)?;
        }
        out.note(format!(
            "{} stored",
            counted(stored.len(), "paragraph", "paragraphs")
        ))?;
    }
    if !stored.is_empty() {
        note_model(lore, out)?;
    }
    note_credentials(out, &stored)?;
    let mut errors = failed.into_iter().filter_map(std::result::Result::err);
    let Some(first) = errors.next() else {
        return Ok(());
    };
    let left_out = counted(errors.count() + 1, "paragraph", "paragraphs");
    let mut failure = Failure::from(first);
    failure.message = format!("{left_out} not stored: {}", failure.message);
    if !stored.is_empty() {
        failure.code = Code::ServiceUnavailable;
        failure.message.push_str("; all others are");
    }
    Err(failure.into())
}

/// Shows what helps to go on with a task.
async fn after(lore: &Lore, out: &mut Output, args: &PostCompactionArgs) -> Result {
    out.reveal = args.reveal;
    let request = SearchRequest {
        words: args.task.clone(),
        filter: Filter {
            projects: args.project.clone(),
            repositories: args.repo.clone(),
            ..Filter::default()
        },
        limit: args.limit as usize,
        ..SearchRequest::default()
    };
    lore.check_scope(&request.filter).await?;
    let recollection = lore.recollect(&request).await?;
    if out.json {
        out.document(&json::recollection(&recollection))?;
    } else {
        let label = out.styles.label;
        writeln!(out, "{label}found for the task{label:#}")?;
        write_hits(out, &recollection.hits)?;
        writeln!(out, "\n{label}written down last{label:#}")?;
        write_entries(out, &recollection.recent)?;
        out.note_masks()?;
    }
    let cure = "`lore reembed` fixes that";
    if let Some(note) = lore.note_on_meaning(&request, cure).await? {
        out.note(note)?;
    }
    Ok(())
}
