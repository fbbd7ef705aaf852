//! The line of tabs on screens that show one pane at a time.

use ratatui::{buffer::Buffer, layout::Rect, text::Span};

use super::{Scene, hints, spans};
use crate::tui::{
    keymap::{Action, Context},
    model::{Pane, Target},
};

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
    if model.zoomed {
        let context = Context::of(model.focus.pane().into());
        let key = model.keymap.first_key(Action::Zoom, context);
        let hint = [(key.unwrap_or_default(), "all panes")];
        let width = hints::columns(&hint[0]);
        if width < rest.width {
            let x = rest.right() - width - 1;
            hints::put(scene, &hint, 0, Rect { x, width, ..rest }, buffer);
        }
    }
}
