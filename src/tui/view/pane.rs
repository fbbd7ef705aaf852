//! The frame of a pane: rounded, with titles in its edges and a scroll bar in its right side.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::Span,
    widgets::{Block, BorderType, Widget},
};

use super::{Scene, spans};
use crate::tui::{
    model::{ScrollBar, Scrolled, Target},
    styles::Styles,
};

/// What a scroll bar is made of. The rail looks unlike the border of the neighbour, that one can drag.
const THUMB: &str = "┃";
const RAIL: &str = "╷";

/// A frame around a pane.
pub(super) struct Pane<'a> {
    styles: &'a Styles,
    focused: bool,
    title: Vec<Span<'a>>,
    right: Vec<Span<'a>>,
    bottom_left: Vec<Span<'a>>,
    bottom_right: Vec<Span<'a>>,
}

impl<'a> Pane<'a> {
    /// A frame without titles.
    pub fn new(styles: &'a Styles, focused: bool) -> Self {
        Self {
            styles,
            focused,
            title: Vec::new(),
            right: Vec::new(),
            bottom_left: Vec::new(),
            bottom_right: Vec::new(),
        }
    }

    /// A name in the top edge.
    pub fn named(mut self, name: &'a str) -> Self {
        let style = if self.focused {
            self.styles.title_focus
        } else {
            self.styles.title
        };
        self.title.push(Span::styled(name, style));
        self
    }

    /// More behind the name.
    pub fn title(mut self, spans: impl IntoIterator<Item = Span<'a>>) -> Self {
        self.title.extend(spans);
        self
    }

    /// At the right of the top edge, when there is room.
    pub fn right(mut self, spans: impl IntoIterator<Item = Span<'a>>) -> Self {
        self.right.extend(spans);
        self
    }

    /// At the left of the bottom edge, when there is room.
    pub fn bottom_left(mut self, spans: impl IntoIterator<Item = Span<'a>>) -> Self {
        self.bottom_left.extend(spans);
        self
    }

    /// At the right of the bottom edge, when there is room.
    pub fn bottom_right(mut self, spans: impl IntoIterator<Item = Span<'a>>) -> Self {
        self.bottom_right.extend(spans);
        self
    }

    /// Draws the frame; returns the area within, a column of air at both sides left out.
    pub fn draw(self, area: Rect, buffer: &mut Buffer) -> Rect {
        let border = border(self.styles, self.focused);
        Block::bordered()
            .border_type(BorderType::Rounded)
            .border_style(border)
            .render(area, buffer);
        let edge = Rect {
            x: area.x + 2,
            width: area.width.saturating_sub(4),
            height: 1,
            ..area
        };
        let bottom = Rect {
            y: area.bottom().saturating_sub(1),
            ..edge
        };
        put_titles(buffer, edge, self.title, self.right);
        put_titles(buffer, bottom, self.bottom_left, self.bottom_right);
        Rect {
            x: area.x + 2,
            y: area.y + 1,
            width: area.width.saturating_sub(4),
            height: area.height.saturating_sub(2),
        }
    }
}

fn border(styles: &Styles, focused: bool) -> Style {
    if focused {
        styles.border_focus
    } else {
        styles.border
    }
}

/// Writes titles with a space at both ends; the right one only if both fit.
fn put_titles(buffer: &mut Buffer, edge: Rect, left: Vec<Span<'_>>, right: Vec<Span<'_>>) {
    let taken = if left.is_empty() {
        0
    } else {
        put_padded(buffer, edge, left)
    };
    if right.is_empty() {
        return;
    }
    let width = spans::columns(&right) + 2;
    if taken + width < edge.width || (taken == 0 && width <= edge.width) {
        let x = edge.right() - width;
        put_padded(buffer, Rect { x, width, ..edge }, right);
    }
}

fn put_padded(buffer: &mut Buffer, edge: Rect, title: Vec<Span<'_>>) -> u16 {
    let air = Span::raw(" ");
    let mut padded = vec![air.clone()];
    padded.extend(title);
    let width = (spans::columns(&padded) + 1).min(edge.width);
    spans::put(
        buffer,
        Rect {
            width: width.saturating_sub(1),
            ..edge
        },
        padded,
    );
    if width > 0 {
        let x = edge.x + width - 1;
        spans::put(
            buffer,
            Rect {
                x,
                width: 1,
                ..edge
            },
            vec![air],
        );
    }
    width
}

/// Draws a scroll bar into the right side of a pane's frame, when not all of it shows.
pub(super) fn scroll_bar(
    scene: Scene<'_>,
    of: Scrolled,
    focused: bool,
    pane: Rect,
    (first, shown, total): (usize, usize, usize),
    buffer: &mut Buffer,
) {
    let track = usize::from(pane.height.saturating_sub(2));
    if total <= shown || track == 0 {
        return;
    }
    let side = Rect {
        x: pane.right() - 1,
        y: pane.y + 1,
        width: 1,
        height: pane.height - 2,
    };
    let bar = ScrollBar { of, shown, total };
    scene.clickable(side, Target::ScrollBar(bar));
    let styles = scene.styles;
    let thumb = (track * shown / total).clamp(1, track);
    let hidden = total - shown;
    let top = ((track - thumb) as u128 * first.min(hidden) as u128 / hidden as u128) as usize;
    let style = if focused {
        styles.border_focus
    } else {
        styles.faint
    };
    for (at, row) in spans::rows(side).enumerate() {
        let Some(cell) = buffer.cell_mut(row.as_position()) else {
            continue;
        };
        if (top..top + thumb).contains(&at) {
            cell.set_symbol(THUMB).set_style(style);
        } else {
            cell.set_symbol(RAIL);
        }
    }
}
