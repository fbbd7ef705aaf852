//! The line of tabs on screens that show one pane at a time.

use ratatui::{buffer::Buffer, layout::Rect, text::Span};

use super::{Scene, spans};
use crate::tui::model::Pane;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let Scene { model, styles, .. } = scene;
    let tabs = Pane::ALL
        .into_iter()
        .map(|pane| {
            let style = if pane == model.focus.pane() {
                styles.badge
            } else {
                styles.muted
            };
            Span::styled(format!(" {} ", pane.title()), style)
        })
        .collect();
    spans::put(buffer, area, tabs);
}
