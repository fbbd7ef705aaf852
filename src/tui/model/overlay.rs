//! What lies over the panes: questions, prompts and whole views, stacked.
//!
//! # How to add a view
//!
//! A view has a file of its own in each of three places, and a line in each of a few lists:
//!
//! 1. `model/<view>.rs`: its state, a plain struct. It holds entry keys or targets, never row
//!    numbers of somebody else's list. A list in it uses [`Scroll`], a line
//!    being typed [`LineBox`](super::line_box::LineBox). Then a variant of [`Overlay`], and its
//!    place in [`Overlay::context`].
//! 2. `keymap/table.rs`: its rows, under a [`Context`] of its own (a line in the enum, one in
//!    `Context::ALL`, one in `section` for the heading in the help; one in `is_text` when letters
//!    are text there). Questions share [`Context::Question`], one-line prompts [`Context::Prompt`].
//!    What only this view does is a new [`Action`](crate::tui::keymap::Action). Both get a name in
//!    `keymap/names.rs`; config, palette and `lore keys` follow from that. The footer comes
//!    from the labels; the context has to be added to `READING` for the movements of a list, to `TEXT`
//!    for the editing keys of a line.
//! 3. `update/<view>.rs`: `input(&mut View, &mut Model, Input, now) -> Next` takes actions and
//!    pastes while the view is on top, and a line in `update/overlays.rs`. While it runs, the
//!    view is taken off the stack: what it pushes onto `model.overlays` lies over it. `Next::stay()`
//!    keeps it, `Next::close()` does not; both take effects along with `.with(effects)`. A view gets
//!    every action but Quit and Help; `Action::Back` is its to answer, so that it can ask first.
//! 4. `view/<view>.rs`: `draw(&View, Scene, Rect, &mut Buffer, &mut Viewport) -> Option<Position>`
//!    (where the cursor of a text stands), and a line in `view/overlays.rs`. The area is all above the
//!    status line: `question::draw` and `prompt::draw` centre a box in it, `full::draw` frames all of
//!    it. Lists are drawn by `list::draw`; `viewport.list` tells `update` how many rows it showed. Its
//!    rows take clicks when [`Overlay::list`] names it; the wheel moves its cursor. What else can be
//!    clicked is told by `scene.clickable(area, target)` as it is drawn, later ones on top, and done
//!    in `update/mouse.rs`. Keys that are told by `hints::put` can be clicked.
//!
//! What a view reads comes by [`Read`](crate::tui::read::Read): a variant of it, of `ReadKind` and
//! of `Answer`, and a line in `worker/reads.rs`. `model.read(read)` gives the effect and a number to
//! remember; the newest read of a kind replaces older ones, which are cancelled. The answer arrives
//! in `update/mod.rs` (a line there) as `Msg::Answer`: drop it when the number is not the
//! remembered one. A view that closes sends `Effect::StopRead(kind)`.
//!
//! What it changes goes by [`Write`](crate::tui::write::Write): a variant of it and a line in
//! `worker/writes.rs`; `changes::begin(model, write, now)` queues it. Nothing is dropped or overtaken, the
//! status line shows the progress, Esc stops it, quitting waits for it. The end arrives in
//! `update/changes.rs`, which tells the outcome and refreshes all panes; a view that has to know adds a
//! line there.

use super::{
    BringBack, BulkMenu, ChangePrompt, Cleanup, ConfirmCleanup, ConfirmDuplicates, Conflict,
    DeleteQuestion, Duplicates, Editor, EmptyTrashQuestion, ExportPrompt, Help, History, LogView,
    Palette, Purge, SavePlan, Secrets, ThemePicker, TrashView, UndoQuestion, list::Scroll,
};
use crate::{domain::entry::EntryKey, tui::keymap::Context};

/// One thing that lies over the panes. The topmost has the keys.
#[derive(Debug)]
pub enum Overlay {
    /// All keys.
    Help(Help),
    /// The command palette.
    Palette(Box<Palette>),
    /// "Make the missing vectors now?"
    OfferReembed,
    /// "Stop making vectors?"
    StopReembed,
    /// "Stop the change at work?"
    StopChange,
    /// Cleanup by age.
    Cleanup(Box<Cleanup>),
    /// "Move what a cleanup takes to the trash?"
    ConfirmCleanup(ConfirmCleanup),
    /// "Save the plan as?"
    SavePlan(SavePlan),
    /// Entries that say nearly the same.
    Duplicates(Box<Duplicates>),
    /// "Keep this one?"
    ConfirmDuplicates(ConfirmDuplicates),
    /// Erasing for good.
    Purge(Box<Purge>),
    /// Entries that hold credentials.
    Secrets(Box<Secrets>),
    /// An entry being edited.
    Editor(Box<Editor>),
    /// "Save the changes?"
    LeaveEditor,
    /// "Save with the marks of two changes in it?"
    SaveUndecided,
    /// Somebody changed the entry being edited.
    Conflict(Box<Conflict>),
    /// "Give yours up?"
    TakeTheirs,
    /// "The entry being edited is gone; store yours as a new one?"
    EntryGone,
    /// What an entry said before.
    History(Box<History>),
    /// "Bring this state back?"
    BringBack(Box<BringBack>),
    /// Something that must be read before it goes.
    Told(String),
    /// "Delete these?"
    Delete(DeleteQuestion),
    /// What can be done to many entries.
    Bulk(BulkMenu),
    /// A new value for a field of many entries.
    Change(ChangePrompt),
    /// A file to write entries to.
    Export(ExportPrompt),
    /// "Take this back?"
    Undo(UndoQuestion),
    /// The trash.
    Trash(TrashView),
    /// "Empty the trash?"
    EmptyTrash(EmptyTrashQuestion),
    /// The journal of changes.
    Log(LogView),
    /// The themes.
    Themes(ThemePicker),
}

impl Overlay {
    /// What keys mean in it.
    #[must_use]
    pub fn context(&self) -> Context {
        match self {
            Self::Help(view) if view.typing => Context::HelpFilter,
            Self::Help(_) => Context::Help,
            Self::Palette(_) => Context::Palette,
            Self::Editor(_) => Context::Editor,
            Self::LeaveEditor => Context::Leave,
            Self::Conflict(_) => Context::Conflict,
            Self::History(_) => Context::History,
            Self::Purge(view) if view.is_asking() => Context::Prompt,
            Self::OfferReembed
            | Self::StopReembed
            | Self::StopChange
            | Self::SaveUndecided
            | Self::TakeTheirs
            | Self::EntryGone
            | Self::BringBack(_)
            | Self::Told(_)
            | Self::Delete(_)
            | Self::Undo(_)
            | Self::EmptyTrash(_)
            | Self::ConfirmCleanup(_)
            | Self::ConfirmDuplicates(_)
            | Self::Purge(_) => Context::Question,
            Self::Bulk(_) => Context::Bulk,
            Self::Change(view) if view.has_offers() => Context::ValuePrompt,
            Self::Change(_) | Self::Export(_) | Self::SavePlan(_) => Context::Prompt,
            Self::Trash(_) => Context::Trash,
            Self::Log(_) => Context::Log,
            Self::Themes(_) => Context::Themes,
            Self::Cleanup(view) if view.review.is_some() => Context::CleanupReview,
            Self::Cleanup(_) => Context::CleanupRules,
            Self::Duplicates(_) => Context::Duplicates,
            Self::Secrets(_) => Context::Secrets,
        }
    }

    /// Where the cursor of its list stands, when it has one.
    #[must_use]
    pub fn list(&self) -> Option<&Scroll> {
        match self {
            Self::Cleanup(view) => view.review.as_ref().map(|review| &review.scroll),
            Self::Duplicates(view) => Some(&view.scroll),
            Self::Secrets(view) => Some(&view.scroll),
            Self::History(view) => Some(&view.list),
            Self::Bulk(view) => Some(&view.scroll),
            Self::Palette(view) => Some(&view.scroll),
            Self::Trash(view) => Some(&view.scroll),
            Self::Log(view) => Some(&view.scroll),
            Self::Themes(view) => Some(&view.scroll),
            _ => None,
        }
    }

    /// The entry under its cursor; nothing where there is none.
    #[must_use]
    pub fn selected(&self) -> Option<EntryKey> {
        match self {
            Self::Cleanup(view) => view.review.as_ref()?.key().cloned(),
            Self::Duplicates(view) => Some(view.group()?.selected()?.key()),
            Self::Secrets(view) => Some(view.row()?.entry.key()),
            _ => None,
        }
    }
}
