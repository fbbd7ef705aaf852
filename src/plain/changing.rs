//! Changes, each after a question: delete, undo, redo; and edit.

use std::io::{self, IsTerminal, Write};

use tokio::{io::AsyncBufRead, task::spawn_blocking};

use super::{session::Session, spoken};
use crate::{
    clock,
    domain::{
        change::{Action, Edit, Outcome, Target},
        count::{counted, thousands},
        entry::Entry,
        fields::Fields,
    },
    editor::{Editor, Ending},
};

impl<R: AsyncBufRead + Unpin, W: Write + Send> Session<R, W> {
    pub(super) async fn delete(&mut self, numbers: &[usize]) -> io::Result<()> {
        let mut entries: Vec<Entry> = Vec::with_capacity(numbers.len());
        for number in numbers {
            match self.entry(*number).await? {
                Some(entry) => entries.push(entry),
                None => return Ok(()),
            }
        }
        for (number, entry) in numbers.iter().zip(&entries) {
            let line = spoken::line(entry, clock::now());
            self.dialog.say(format!("{}. {line}", thousands(*number)))?;
        }
        let which = counted(entries.len(), "entry", "entries");
        if !self
            .dialog
            .agrees(format!("Move {which} to the trash?"))
            .await?
        {
            return Ok(());
        }
        let targets: Vec<Target> = entries.iter().map(Entry::target).collect();
        let lore = self.lore.clone();
        let outcome = self
            .dialog
            .watched("Deleting", async |cancel, progress| {
                lore.delete(&targets, Action::Delete, "", cancel, progress)
                    .await
            })
            .await?;
        match outcome {
            Ok(outcome) => {
                self.say_outcome(&outcome, "moved to the trash; undo takes that back")
                    .await
            }
            Err(error) => self.fail(&error),
        }
    }

    pub(super) async fn undo(&mut self) -> io::Result<()> {
        let change = match self.dialog.or_stop(self.lore.last_change()).await? {
            Some(Ok(Some(change))) => change,
            Some(Ok(None)) => return self.dialog.say("There is nothing to take back."),
            Some(Err(error)) => return self.fail(&error),
            None => return Ok(()),
        };
        let summary = change.summary(clock::now());
        if !self
            .dialog
            .agrees(format!("Take back the {summary}?"))
            .await?
        {
            return Ok(());
        }
        let lore = self.lore.clone();
        let undone = self
            .dialog
            .watched("Taking back", async |cancel, progress| {
                lore.undo(Some(&change.id), cancel, progress).await
            })
            .await?;
        match undone {
            Ok((_, outcome)) => {
                self.say_outcome(&outcome, "taken back; redo makes it again")
                    .await
            }
            Err(error) => self.fail(&error),
        }
    }

    pub(super) async fn redo(&mut self) -> io::Result<()> {
        let change = match self.dialog.or_stop(self.lore.last_undone()).await? {
            Some(Ok(Some(change))) => change,
            Some(Ok(None)) => return self.dialog.say("There is nothing to make again."),
            Some(Err(error)) => return self.fail(&error),
            None => return Ok(()),
        };
        let summary = change.summary(clock::now());
        if !self
            .dialog
            .agrees(format!("Make the {summary} again?"))
            .await?
        {
            return Ok(());
        }
        let lore = self.lore.clone();
        let redone = self
            .dialog
            .watched("Making again", async |cancel, progress| {
                lore.redo(Some(&change.id), cancel, progress).await
            })
            .await?;
        match redone {
            Ok((_, outcome)) => {
                self.say_outcome(&outcome, "changed again; undo takes it back")
                    .await
            }
            Err(error) => self.fail(&error),
        }
    }

    /// Says what came of a change, and lists what there is now when asked again.
    async fn say_outcome(&mut self, outcome: &Outcome, done: &str) -> io::Result<()> {
        let changed = counted(outcome.changed.len(), "entry", "entries");
        let stopped = if outcome.cancelled { "Stopped: " } else { "" };
        self.dialog.say(format!("{stopped}{changed} {done}."))?;
        for refused in &outcome.refused {
            let (id, why) = (&refused.key.id, refused.why.reason());
            self.dialog.say(format!("{id} was left alone: {why}."))?;
        }
        self.look().await?;
        self.dialog
            .say("Numbers may have moved; again says the page.")
    }

    /// Has an entry edited by the editor that the environment names.
    pub(super) async fn edit(&mut self, number: usize) -> io::Result<()> {
        if !(self.dialog.is_typed() && io::stdout().is_terminal()) {
            return self
                .dialog
                .say("The editor needs a terminal; scripts use lore edit with fields.");
        }
        let Some(entry) = self.entry(number).await? else {
            return Ok(());
        };
        let editor = match Editor::of_environment() {
            Ok(editor) => editor,
            Err(error) => return self.dialog.say(error),
        };
        let given = entry.clone();
        let ended = spawn_blocking(move || editor.edit(&given, &Fields::from(&given))).await?;
        self.dialog.forget_interrupt();
        let edited = match ended {
            Ok(Ending::Changed(edited)) => edited,
            Ok(Ending::Unchanged | Ending::Emptied) => {
                return self.dialog.say("Nothing is changed.");
            }
            Err(error) => return self.dialog.say(error),
        };
        let edit: Edit = edited.fields.edit_of(&Fields::from(&entry));
        match self.lore.edit(&entry.target(), &edit).await {
            Ok((change, entry)) => {
                let credentials = self.lore.credentials_of(&entry).await;
                if !credentials.is_empty() {
                    let kinds = credentials.join(", ");
                    self.dialog
                        .say(format!("It holds credentials now: {kinds}."))?;
                }
                let outcome = Outcome {
                    change: Some(change),
                    changed: vec![(&entry).into()],
                    ..Outcome::default()
                };
                self.say_outcome(&outcome, "saved; undo takes that back")
                    .await
            }
            Err(error) => {
                let kept = edited.keep();
                self.fail(&error)?;
                self.dialog
                    .say(format!("What you wrote is kept in {}.", kept.display()))
            }
        }
    }
}
