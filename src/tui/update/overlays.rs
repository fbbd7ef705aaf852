//! What lies over the panes gets the keys: each view in its own file.

use chrono::{DateTime, Utc};

use super::{
    bulk, changes, cleanup, conflict, delete, duplicates, editor, help, history, log, palette,
    purge, reembed, review, secrets, theme_picker, trash, undo,
};
use crate::tui::{
    effect::Effect,
    keymap::Action,
    model::{LineBox, Model, Overlay},
};

/// What a view is given.
#[derive(Debug, Clone, Copy)]
pub(super) enum Input<'a> {
    /// A key was pressed that means this.
    Act(Action),
    /// A text was pasted.
    Paste(&'a str),
}

/// What becomes of a view after some input.
#[derive(Debug)]
pub(super) struct Next {
    stays: bool,
    effects: Vec<Effect>,
}

impl Next {
    /// The view stays.
    pub(super) fn stay() -> Self {
        Self {
            stays: true,
            effects: Vec::new(),
        }
    }

    /// The view goes.
    pub(super) fn close() -> Self {
        Self {
            stays: false,
            effects: Vec::new(),
        }
    }

    /// And this is to be done.
    pub(super) fn with(mut self, effects: impl IntoIterator<Item = Effect>) -> Self {
        self.effects.extend(effects);
        self
    }
}

/// Gives input to the view on top. It is off the stack meanwhile; what it opens lies over it.
pub(super) fn input(model: &mut Model, input: Input<'_>, now: DateTime<Utc>) -> Vec<Effect> {
    let Some(mut top) = model.overlays.pop() else {
        return Vec::new();
    };
    let place = model.overlays.len();
    let next = match &mut top {
        Overlay::Help(view) => help::input(view, model, input),
        Overlay::Palette(view) => palette::input(view, model, input, now),
        Overlay::OfferReembed => question(input, || reembed::begin(model)),
        Overlay::StopReembed => question(input, || reembed::stop(model)),
        Overlay::StopChange => question(input, || changes::stop(model)),
        Overlay::Cleanup(view) => cleanup::input(view, model, input, now),
        Overlay::ConfirmCleanup(view) => review::confirmed(view, model, input, now),
        Overlay::SavePlan(view) => review::saving(view, model, input, now),
        Overlay::Duplicates(view) => duplicates::input(view, model, input, now),
        Overlay::ConfirmDuplicates(view) => duplicates::confirmed(view, model, input, now),
        Overlay::Purge(view) => purge::input(view, model, input, now),
        Overlay::Secrets(view) => secrets::input(view, model, input, now),
        Overlay::Editor(view) => editor::input(view, model, input, now),
        Overlay::LeaveEditor => editor::leave(model, input, now),
        Overlay::SaveUndecided => question(input, || editor::save_undecided(model, now)),
        Overlay::Conflict(view) => conflict::input(view, model, input, now),
        Overlay::TakeTheirs => question(input, || {
            editor::close(model);
            Vec::new()
        }),
        Overlay::EntryGone => question(input, || editor::store_as_new(model, now)),
        Overlay::History(view) => history::input(view, model, input, now),
        Overlay::BringBack(view) => question(input, || history::do_bring_back(view, model, now)),
        Overlay::Told(_) => question(input, Vec::new),
        Overlay::Delete(view) => delete::input(view, model, input, now),
        Overlay::Bulk(view) => bulk::menu(view, model, input, now),
        Overlay::Change(view) => bulk::change(view, model, input, now),
        Overlay::Export(view) => bulk::export(view, model, input, now),
        Overlay::Undo(view) => undo::input(view, model, input, now),
        Overlay::Trash(view) => trash::input(view, model, input, now),
        Overlay::EmptyTrash(view) => trash::empty(*view, model, input, now),
        Overlay::Log(view) => log::input(view, model, input, now),
        Overlay::Themes(view) => theme_picker::input(view, model, input, now),
    };
    if next.stays {
        let place = place.min(model.overlays.len());
        model.overlays.insert(place, top);
    }
    next.effects
}

/// Gives what is typed or pasted to a line.
pub(super) fn typed(line: &mut LineBox, input: Input<'_>) {
    match input {
        Input::Act(Action::Type(c)) => {
            line.insert(c.encode_utf8(&mut [0; 4]));
        }
        Input::Act(Action::Edit(edit)) => line.edit(edit),
        Input::Paste(text) => {
            line.insert(text);
        }
        Input::Act(_) => {}
    }
}

/// A question without anything to choose: yes does it, no does not.
pub(super) fn question(input: Input<'_>, yes: impl FnOnce() -> Vec<Effect>) -> Next {
    match input {
        Input::Act(Action::Open) => Next::close().with(yes()),
        Input::Act(Action::Back) => Next::close(),
        _ => Next::stay(),
    }
}
