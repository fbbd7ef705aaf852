//! Keys of a prompt for a file's name, and what became of the file.

use std::path::PathBuf;

use super::overlays::{self, Input};
use crate::tui::{
    keymap::Action,
    model::{FilePrompt, Model, Overlay},
    write::{Write, WriteFailure},
};

/// What a key in the prompt comes to.
pub(super) enum Step {
    /// The prompt stays.
    Stay,
    /// It goes; a file being written is written all the same.
    Close,
    /// This file is to be written.
    Write(PathBuf),
}

/// Takes a key or a paste.
pub(super) fn input(file: &mut FilePrompt, input: Input<'_>) -> Step {
    match input {
        Input::Act(Action::Back) => Step::Close,
        _ if file.is_writing() => Step::Stay,
        Input::Act(Action::Open) => file.path().map_or(Step::Stay, Step::Write),
        other => {
            overlays::typed(&mut file.line, other);
            file.wrong = None;
            Step::Stay
        }
    }
}

/// A file was written, or was not: the prompt goes, or tells why. Tells whether there is one that
/// did.
pub(super) fn ended(model: &mut Model, write: &Write, failure: Option<&WriteFailure>) -> bool {
    let (Write::Export { path, .. } | Write::SavePlan(_, path)) = write else {
        return false;
    };
    let prompt = |overlay: &mut Overlay| match overlay {
        Overlay::Export(view) => view.file.writes(path).then_some(()),
        Overlay::SavePlan(view) => view.file.writes(path).then_some(()),
        _ => None,
    };
    let Some(at) = model
        .overlays
        .iter_mut()
        .position(|it| prompt(it).is_some())
    else {
        return false;
    };
    match (failure, &mut model.overlays[at]) {
        (Some(failure), Overlay::Export(view)) => view.file.failed(&failure.text),
        (Some(failure), Overlay::SavePlan(view)) => view.file.failed(&failure.text),
        _ => drop(model.overlays.remove(at)),
    }
    true
}
