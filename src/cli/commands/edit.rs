//! `lore edit`: new values for one entry, from the arguments or from an editor.

use std::io::{IsTerminal, Write};

use super::Result;
use crate::{
    cli::{
        args::EditArgs,
        failure::{Code, Failure, Stop},
        input, outcome,
        output::Output,
        selection,
    },
    domain::{
        change::{Changed, Edit, Guard, Outcome, Refusal, Refused, Target},
        count::counted,
        entry::Entry,
        fields::Fields,
    },
    editor::{self, Edited, Editor, Ending},
    service::{Error, Lore, json},
};

/// What is to be edited, and how.
#[derive(Debug)]
pub struct Ready {
    id: String,
    repository: Option<String>,
    revision: Option<String>,
    by: By,
}

#[derive(Debug)]
enum By {
    Arguments(Edit),
    Editor(Editor),
}

/// Checks the arguments, and reads from standard input what they leave to it.
pub fn ready(args: EditArgs, out: &Output) -> std::result::Result<Ready, Stop> {
    let edit = Edit {
        text: args.text.as_deref().map(input::text).transpose()?,
        kind: args.kind,
        agent: args.agent,
        project_id: args.project,
        session_id: args.session,
        metadata: args.metadata,
    };
    let by = if edit.is_empty() {
        By::Editor(editor(out)?)
    } else {
        By::Arguments(edit)
    };
    Ok(Ready {
        id: args.id,
        repository: args.repo,
        revision: args.if_revision,
        by,
    })
}

/// The editor, if there is a terminal for it.
fn editor(out: &Output) -> std::result::Result<Editor, Failure> {
    if out.width.is_none() || !std::io::stdin().is_terminal() {
        return Err(Failure::invalid(
            "nothing to change is named, and the editor needs a terminal: give --text, --type, --agent, --project, --session or --metadata",
        ));
    }
    Ok(Editor::of_environment()?)
}

impl From<editor::Error> for Failure {
    fn from(error: editor::Error) -> Self {
        let code = match error {
            editor::Error::Broken { .. } => Code::InvalidRequest,
            _ => Code::ServiceUnavailable,
        };
        Self::new(code, error.to_string())
    }
}

/// Edits the entry.
pub async fn run(lore: &Lore, out: &mut Output, ready: Ready) -> Result {
    let entry = selection::one(lore, &ready.id, ready.repository.as_ref()).await?;
    if let Some(revision) = ready
        .revision
        .as_ref()
        .filter(|wanted| **wanted != entry.revision)
    {
        return Err(stale(&entry, revision).into());
    }
    match ready.by {
        By::Arguments(edit) => {
            let guard = ready.revision.map_or(Guard::Any, Guard::Revision);
            let changed = change(lore, &entry, &edit, guard).await?;
            report(out, &changed, &edit)
        }
        By::Editor(editor) => in_editor(lore, out, entry, editor).await,
    }
}

fn stale(entry: &Entry, wanted: &str) -> Failure {
    let message = format!(
        "`{}` was changed since revision {wanted}: it is at {} now; look at it again with `lore show`",
        entry.id, entry.revision
    );
    Failure::new(Code::Conflict, message)
}

async fn in_editor(lore: &Lore, out: &mut Output, entry: Entry, editor: Editor) -> Result {
    let edited = match open(&entry, editor).await? {
        Ending::Changed(edited) => edited,
        Ending::Unchanged => return nothing(out, &entry, "as it was"),
        Ending::Emptied => return nothing(out, &entry, "the document was emptied"),
    };
    let edit = edited.fields.edit_of(&Fields::from(&entry));
    let guard = Guard::Content(entry.content());
    match change(lore, &entry, &edit, guard).await {
        Ok(changed) => report(out, &changed, &edit),
        Err(error) => Err(not_stored(lore, &entry, edited, error).await.into()),
    }
}

/// Opens the editor. Ctrl-C is the editor's while it runs.
async fn open(entry: &Entry, editor: Editor) -> std::result::Result<Ending, Stop> {
    let interrupts = tokio::spawn(async { while tokio::signal::ctrl_c().await.is_ok() {} });
    let entry = entry.clone();
    let ending = tokio::task::spawn_blocking(move || editor.edit(&entry, &Fields::from(&entry)));
    let ending = ending.await.map_err(std::io::Error::from)?;
    interrupts.abort();
    Ok(ending.map_err(Failure::from)?)
}

/// What came of an edit, and what kinds of credentials the entry holds.
type Done = (Outcome, Vec<&'static str>);

/// Gives the entry its new values.
async fn change(
    lore: &Lore,
    entry: &Entry,
    edit: &Edit,
    guard: Guard,
) -> std::result::Result<Done, Error> {
    let key = entry.key();
    if !edit.changes(entry) {
        let refused = Refused {
            key,
            why: Refusal::Same,
        };
        let outcome = Outcome {
            refused: vec![refused],
            ..Outcome::default()
        };
        return Ok((outcome, lore.credentials_of(entry).await));
    }
    let target = Target { key, guard };
    let (change, entry) = lore.edit(&target, edit).await?;
    let outcome = Outcome {
        change: Some(change),
        changed: vec![Changed::from(&entry)],
        ..Outcome::default()
    };
    Ok((outcome, lore.credentials_of(&entry).await))
}

fn report(out: &mut Output, (outcome, credentials): &Done, edit: &Edit) -> Result {
    let done = format!("got a new {}", edit.fields().join(", "));
    outcome::report_edited(out, outcome, &done, credentials)
}

fn nothing(out: &mut Output, entry: &Entry, why: &str) -> Result {
    if out.json {
        out.document(&json::outcome(&Outcome::default()))?;
    } else {
        writeln!(out, "nothing changed")?;
    }
    out.note(format!("{} left alone: {why}", entry.id))?;
    Ok(())
}

/// Keeps what was written, and says where it is and what stood in its way.
async fn not_stored(lore: &Lore, base: &Entry, edited: Edited, error: Error) -> Failure {
    let kept = edited.keep();
    let kept = kept.display();
    let failure = Failure::from(error);
    if !matches!(failure.code, Code::Conflict | Code::NotFound) {
        let message = format!("{}; what you wrote is kept in {kept}", failure.message);
        return Failure::new(failure.code, message);
    }
    let Ok(Some(now)) = selection::now(lore, base).await else {
        let message = format!(
            "`{}` was removed while you edited it; what you wrote is kept in {kept}",
            base.id
        );
        return Failure::new(Code::Conflict, message);
    };
    let differing = Fields::from(&now).differing(&Fields::from(base));
    let names: Vec<&str> = differing.iter().map(|field| field.name()).collect();
    let what = if names.is_empty() {
        failure.message
    } else {
        let fields = counted(names.len(), "field", "fields");
        format!(
            "somebody changed {fields} of `{}` while you edited it: {}",
            base.id,
            names.join(", ")
        )
    };
    let message = format!(
        "{what}; what you wrote is kept in {kept}, `lore edit {}` starts from what it says now",
        base.id
    );
    Failure::new(Code::Conflict, message)
}
