//! Keys and what they do, in one row; a click on one presses it.

use ratatui::{buffer::Buffer, layout::Rect, text::Span};

use super::{Scene, spans};
use crate::tui::model::Target;

/// A hint: the names of keys, and what they do.
pub(super) type Hint<'a> = (String, &'a str);

/// Columns that a hint takes.
pub(super) fn columns(hint: &Hint<'_>) -> u16 {
    spans::columns(&[
        Span::raw(hint.0.as_str()),
        Span::raw(" "),
        Span::raw(hint.1),
    ])
}

/// Writes hints into a row, so many columns apart.
pub(super) fn put(scene: Scene<'_>, hints: &[Hint<'_>], gap: u16, row: Rect, buffer: &mut Buffer) {
    let styles = scene.styles;
    let context = scene.model.context();
    let mut rest = row;
    for (keys, label) in hints {
        let hint = vec![
            Span::styled(keys.as_str(), styles.key),
            Span::styled(format!(" {label}"), styles.muted),
        ];
        let used = spans::put(buffer, rest, hint);
        if let Some(key) = scene.model.keymap.key_named(context, keys) {
            let place = Rect {
                width: used,
                height: 1,
                ..rest
            };
            scene.clickable(place, Target::Key(key));
        }
        let used = (used + gap).min(rest.width);
        rest.x += used;
        rest.width -= used;
    }
}
