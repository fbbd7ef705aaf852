//! The names of actions and places, as config file, palette and `lore keys` spell them. They do not
//! change: people's configs hold them.

use super::{Action, Context, Movement};
use crate::tui::model::{
    Axis, Motion, Pane, TextAction,
    bulk::{Bulk, Field},
    line_box::Edit,
};

impl Action {
    /// Its name. Within a place no two actions share one; across places a name means about the same.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Quit => "quit",
            Self::Back => "back",
            Self::NextPane => "next-pane",
            Self::PreviousPane => "previous-pane",
            Self::GoTo(Pane::Projects) => "go-to-projects",
            Self::GoTo(Pane::Results) => "go-to-results",
            Self::GoTo(Pane::Detail) => "go-to-detail",
            Self::GoTo(Pane::Stats) => "go-to-stats",
            Self::Search => "search",
            Self::FilterProjects => "filter-projects",
            Self::Move(movement) => movement.name(),
            Self::Open => "open",
            Self::Collapse => "fold",
            Self::Expand => "unfold",
            Self::Zoom => "zoom",
            Self::Grow(Axis::Across, true) => "wider",
            Self::Grow(Axis::Across, false) => "narrower",
            Self::Grow(Axis::Down, true) => "taller",
            Self::Grow(Axis::Down, false) => "lower",
            Self::ResetSizes => "reset-sizes",
            Self::ToggleMouse => "toggle-mouse",
            Self::CycleSort => "cycle-sort",
            Self::CycleMode => "cycle-mode",
            Self::Copy => "copy",
            Self::Reembed => "make-vectors",
            Self::Mark => "mark",
            Self::MarkRange => "mark-range",
            Self::MarkAll => "mark-all",
            Self::InvertMarks => "invert-marks",
            Self::ClearMarks => "clear-marks",
            Self::Delete => "delete",
            Self::BulkMenu => "bulk-menu",
            Self::Bulk(bulk) => bulk_name(bulk),
            Self::Undo => "undo",
            Self::Redo => "redo",
            Self::Trash => "trash",
            Self::Restore => "restore",
            Self::EmptyTrash => "empty-trash",
            Self::Log => "log",
            Self::Themes => "themes",
            Self::Preview(movement) => preview_name(movement),
            Self::Complete => "complete",
            Self::Choose(true) => "next-offer",
            Self::Choose(false) => "previous-offer",
            Self::Recall(true) => "older-search",
            Self::Recall(false) => "newer-search",
            Self::Help => "help",
            Self::Palette => "palette",
            Self::Suspend => "suspend",
            Self::Find => "find",
            Self::Cleanup => "cleanup",
            Self::Duplicates => "duplicates",
            Self::Secrets => "secrets",
            Self::Purge => "purge",
            Self::Reveal => "reveal",
            Self::ToggleRaw => "toggle-raw",
            Self::ToggleFields => "toggle-fields",
            Self::Neighbour(false) => "previous-neighbour",
            Self::Neighbour(true) => "next-neighbour",
            Self::Toggle => "toggle",
            Self::Step(false) => "step-back",
            Self::Step(true) => "step-on",
            Self::Threshold(false) => "laxer",
            Self::Threshold(true) => "stricter",
            Self::SavePlan => "save-plan",
            Self::NotDuplicates => "no-duplicates",
            Self::Type(_) => "type",
            Self::Edit(edit) => edit_name(edit),
            Self::Text(text) => text_name(text),
            Self::Cut => "cut",
            Self::Paste => "paste",
            Self::EditEntry => "edit",
            Self::EditOutside => "edit-outside",
            Self::History => "history",
            Self::Save => "save",
            Self::Discard => "discard",
            Self::TakeMine => "take-mine",
            Self::TakeTheirs => "take-theirs",
            Self::Compare => "compare",
            Self::CycleUnit => "cycle-unit",
        }
    }
}

impl Movement {
    fn name(self) -> &'static str {
        match self {
            Self::Up => "move-up",
            Self::Down => "move-down",
            Self::PageUp => "page-up",
            Self::PageDown => "page-down",
            Self::First => "move-first",
            Self::Last => "move-last",
        }
    }
}

fn preview_name(movement: Movement) -> &'static str {
    match movement {
        Movement::Up => "preview-up",
        Movement::Down => "preview-down",
        Movement::PageUp => "preview-page-up",
        Movement::PageDown => "preview-page-down",
        Movement::First => "preview-first",
        Movement::Last => "preview-last",
    }
}

fn bulk_name(bulk: Bulk) -> &'static str {
    match bulk {
        Bulk::Delete => "bulk-delete",
        Bulk::Change(Field::Kind) => "bulk-type",
        Bulk::Change(Field::Agent) => "bulk-agent",
        Bulk::Change(Field::Project) => "bulk-project",
        Bulk::Export => "bulk-export",
        Bulk::Purge => "bulk-purge",
        Bulk::Clear => "bulk-clear",
    }
}

fn edit_name(edit: Edit) -> &'static str {
    match edit {
        Edit::Left => "cursor-left",
        Edit::Right => "cursor-right",
        Edit::WordLeft => "word-left",
        Edit::WordRight => "word-right",
        Edit::Start => "line-start",
        Edit::End => "line-end",
        Edit::Backspace => "delete-before",
        Edit::Delete => "delete-after",
        Edit::DeleteWord => "delete-word",
        Edit::DeleteToStart => "delete-to-start",
        Edit::DeleteToEnd => "delete-to-end",
    }
}

fn text_name(action: TextAction) -> &'static str {
    match action {
        TextAction::Go(motion) => motion_name(motion),
        TextAction::Select(motion) => selecting_name(motion),
        TextAction::Delete(motion) => deleting_name(motion),
        TextAction::SelectAll => "select-all",
        TextAction::Newline => "newline",
        TextAction::Tab => "insert-tab",
        TextAction::Undo => "undo-typing",
        TextAction::Redo => "redo-typing",
    }
}

fn motion_name(motion: Motion) -> &'static str {
    match motion {
        Motion::Left => "cursor-left",
        Motion::Right => "cursor-right",
        Motion::WordLeft => "word-left",
        Motion::WordRight => "word-right",
        Motion::Up => "move-up",
        Motion::Down => "move-down",
        Motion::PageUp => "page-up",
        Motion::PageDown => "page-down",
        Motion::Start => "line-start",
        Motion::End => "line-end",
        Motion::First => "text-start",
        Motion::Last => "text-end",
    }
}

fn selecting_name(motion: Motion) -> &'static str {
    match motion {
        Motion::Left => "select-left",
        Motion::Right => "select-right",
        Motion::WordLeft => "select-word-left",
        Motion::WordRight => "select-word-right",
        Motion::Up => "select-up",
        Motion::Down => "select-down",
        Motion::PageUp => "select-page-up",
        Motion::PageDown => "select-page-down",
        Motion::Start => "select-to-line-start",
        Motion::End => "select-to-line-end",
        Motion::First => "select-to-text-start",
        Motion::Last => "select-to-text-end",
    }
}

fn deleting_name(motion: Motion) -> &'static str {
    match motion {
        Motion::Left => "delete-before",
        Motion::Right => "delete-after",
        Motion::WordLeft => "delete-word",
        Motion::WordRight => "delete-next-word",
        Motion::Start => "delete-to-start",
        Motion::End => "delete-to-end",
        Motion::Up => "delete-up",
        Motion::Down => "delete-down",
        Motion::PageUp => "delete-page-up",
        Motion::PageDown => "delete-page-down",
        Motion::First => "delete-to-text-start",
        Motion::Last => "delete-to-text-end",
    }
}

impl Context {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Projects => "projects",
            Self::ProjectFilter => "project-filter",
            Self::Results => "results",
            Self::SearchBox => "search-box",
            Self::Completion => "search-menu",
            Self::Detail => "detail",
            Self::Stats => "stats",
            Self::Help => "help",
            Self::HelpFilter => "help-filter",
            Self::Palette => "palette",
            Self::Question => "question",
            Self::Prompt => "prompt",
            Self::ValuePrompt => "value-prompt",
            Self::CleanupRules => "cleanup-rules",
            Self::CleanupReview => "cleanup-review",
            Self::Duplicates => "duplicates",
            Self::Secrets => "secrets",
            Self::Editor => "editor",
            Self::Leave => "leave-editor",
            Self::Conflict => "conflict",
            Self::History => "history",
            Self::Bulk => "bulk",
            Self::Trash => "trash",
            Self::Log => "log",
            Self::Themes => "themes",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::{Keymap, places};

    fn is_kebab_case(name: &str) -> bool {
        let letters = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        };
        name.split('-').all(letters)
    }

    #[test]
    fn every_action_has_a_name_of_its_own_and_is_explained() {
        let keymap = Keymap::default();
        for context in Context::ALL {
            let actions = keymap.actions(*context);
            for (at, binding) in actions.iter().enumerate() {
                let name = binding.action.name();
                assert!(is_kebab_case(name), "{name}");
                assert!(!binding.help.is_empty(), "nothing is said of {name}");
                let same = actions[at + 1..]
                    .iter()
                    .find(|other| other.action.name() == name);
                assert!(same.is_none(), "{name} is two actions in {context:?}");
            }
        }
    }

    #[test]
    fn every_place_has_a_name_of_its_own() {
        let names: Vec<&str> = places::all().iter().map(|place| place.name).collect();
        for (at, name) in names.iter().enumerate() {
            assert!(is_kebab_case(name), "{name}");
            assert!(!names[at + 1..].contains(name), "{name} is two places");
        }
    }
}
