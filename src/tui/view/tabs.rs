//! The line of tabs on screens that show one pane at a time.

use ratatui::{buffer::Buffer, layout::Rect, text::Span};

use super::{Scene, spans};
use crate::tui::model::{Pane, Target};

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer) {
    let Scene { model, styles, .. } = scene;
    let mut rest = area;
    for pane in Pane::ALL {
        let style = if pane == model.focus.pane() {
            styles.badge
        } else {
            styles.muted
        };
        let name = Span::styled(format!(" {} ", pane.title()), style);
        let used = spans::put(buffer, rest, vec![name]);
        let place = Rect {
            width: used,
            ..rest
        };
        scene.clickable(place, Target::Tab(pane));
        rest.x += used;
        rest.width -= used;
    }
}
