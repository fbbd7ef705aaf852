//! Changes of the store, one after the other; none is dropped, none overtakes.

use std::{
    env,
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio::sync::mpsc;

use crate::{
    service::{self, Cancel, Progress, Report, panics::caught},
    tui::{
        msg::Msg,
        write::{Write, WriteFailure, Wrote},
    },
};

use super::{backend::Backend, guarded::told};

/// A change that waits, and how to stop it.
pub(super) type Waiting = (Write, Cancel);

/// Carries changes out until there are no more, also when nobody listens any longer.
pub(super) async fn run<B: Backend>(
    backend: Arc<B>,
    mut queue: mpsc::Receiver<Waiting>,
    news: mpsc::Sender<Msg>,
) {
    while let Some((write, cancel)) = queue.recv().await {
        // News of progress may be lost when the UI is busy; the next one makes up for it.
        let mut progress = |at: Progress| drop(news.try_send(Msg::WriteProgress(at)));
        let work = carry_out(backend.as_ref(), &write, &cancel, &mut progress);
        let outcome = match caught(work).await {
            Ok(outcome) => outcome.map_err(WriteFailure::from),
            Err(panicked) => Err(WriteFailure::new(told(&panicked))),
        };
        drop(news.send(Msg::Written { write, outcome }).await);
    }
}

async fn carry_out<B: Backend>(
    backend: &B,
    write: &Write,
    cancel: &Cancel,
    progress: Report<'_>,
) -> service::Result<Wrote> {
    match write {
        Write::Delete {
            targets,
            action,
            detail,
        } => backend
            .delete(targets, *action, detail, cancel, progress)
            .await
            .map(Wrote::Entries),
        Write::Cleanup(plan) => backend
            .apply_cleanup(plan, cancel, progress)
            .await
            .map(Wrote::Entries),
        Write::SavePlan(plan, path) => {
            backend.save_plan(plan, path).await?;
            Ok(Wrote::Saved(path.clone()))
        }
        Write::Purge(scope) => backend
            .purge(scope, cancel, progress)
            .await
            .map(Wrote::Purged),
        Write::Edit { target, edit } => {
            let (change, entry) = backend.edit(target, edit).await?;
            let credentials = backend.credentials_of(&entry).await;
            Ok(Wrote::Edited(change, entry, credentials))
        }
        Write::Store { repository, entry } => backend
            .store(repository, entry.clone())
            .await
            .map(Wrote::Stored),
        Write::EditAll { targets, edit } => backend
            .edit_all(targets, edit, cancel, progress)
            .await
            .map(Wrote::Entries),
        Write::Restore(keys) => backend
            .restore(keys, cancel, progress)
            .await
            .map(Wrote::Entries),
        Write::EmptyTrash { before } => backend.empty_trash(*before).await.map(Wrote::Entries),
        Write::Undo(which) => backend
            .undo(which.as_ref(), cancel, progress)
            .await
            .map(|(change, outcome)| Wrote::Again(change, outcome)),
        Write::Redo(which) => backend
            .redo(which.as_ref(), cancel, progress)
            .await
            .map(|(change, outcome)| Wrote::Again(change, outcome)),
        Write::Export { scope, path } => backend
            .export(scope, &at_home(path), cancel, progress)
            .await
            .map(Wrote::Exported),
    }
}

/// A path as people type it: `~` is their home.
fn at_home(path: &Path) -> PathBuf {
    match (path.strip_prefix("~"), env::home_dir()) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}
