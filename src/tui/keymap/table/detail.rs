//! The default keys of the detail pane alone.

use super::row;
use crate::tui::keymap::{Action, Binding, Context, Key};

/// Looks at an entry, and the way to its neighbours.
pub(super) fn bindings() -> Vec<Binding> {
    let detail = |key, action, help| row(&[Context::Detail], &[key], action, "", help);
    vec![
        detail(
            Key::char('r'),
            Action::ToggleRaw,
            "the text as it stands, or as Markdown",
        ),
        detail(
            Key::char('f'),
            Action::ToggleFields,
            "fold metadata and fields, or unfold them",
        ),
        detail(
            Key::char('n'),
            Action::Neighbour(true),
            "the next of the similar entries and of the same session",
        ),
        detail(
            Key::char('N'),
            Action::Neighbour(false),
            "the similar entry or the one of the same session before",
        ),
        detail(
            Key::ENTER,
            Action::Open,
            "go to the chosen neighbour; Esc leads back",
        ),
    ]
}
