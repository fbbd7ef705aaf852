//! Editing in the editor that the environment names: it has the terminal meanwhile.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use crate::{
    domain::{entry::Entry, fields::Fields},
    editor::{Editor, Ending},
};

use super::{msg::Failure, terminal};

/// Leaves the terminal to the editor, and takes it again. `None` when the entry was left as it
/// was.
pub(super) async fn edit(entry: Arc<Entry>) -> Result<Option<Fields>, Failure> {
    let editor = Editor::of_environment().map_err(|error| error.to_string())?;
    terminal::suspend();
    let ended = spawn_blocking(move || editor.edit(&entry, &Fields::from(&*entry))).await;
    terminal::resume().map_err(|error| error.to_string())?;
    let ending = ended.map_err(|error| format!("internal error: {error}"))?;
    ending.map(changed).map_err(|error| error.to_string())
}

fn changed(ending: Ending) -> Option<Fields> {
    match ending {
        Ending::Changed(edited) => Some(edited.fields),
        Ending::Unchanged | Ending::Emptied => None,
    }
}
