//! Room for what floats over the rest of the screen, whatever lies there.

use ratatui::{
    buffer::{Buffer, CellWidth},
    layout::Rect,
    style::Style,
    widgets::{Clear, Widget},
};

/// Cells of the widest cluster there can be.
const WIDEST: u16 = 32;

/// Clears an area and gives it a style. A character of several cells that an edge of the area cuts
/// becomes blank as a whole: a part of it would push the frame aside.
pub(super) fn clear(area: Rect, style: Style, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    for y in area.top()..area.bottom() {
        blank_cut(buffer, area.x, y);
        blank_cut(buffer, area.right(), y);
    }
    Clear.render(area, buffer);
    buffer.set_style(area, style);
}

/// Blanks a character that begins before a column and reaches into it.
fn blank_cut(buffer: &mut Buffer, column: u16, y: u16) {
    let left = buffer.area.x.max(column.saturating_sub(WIDEST));
    // The cells that a character covers are blank.
    let covers = |x: u16| {
        let cell = buffer.cell((x, y));
        cell.is_some_and(|cell| cell.symbol() != " ")
    };
    if covers(column) {
        return;
    }
    let Some(start) = (left..column).rev().find(|x| covers(*x)) else {
        return;
    };
    let cell = &buffer[(start, y)];
    let end = start.saturating_add(cell.symbol().cell_width());
    if end <= column {
        return;
    }
    let style = cell.style();
    for x in start..end {
        if let Some(cell) = buffer.cell_mut((x, y)) {
            cell.set_symbol(" ").set_style(style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_character_is_not_cut_in_two() {
        let screen = Rect::new(0, 0, 12, 1);
        for (left, width, shown) in [
            (1, 4, "      日本語"),
            (2, 4, "日    日本語"),
            (2, 5, "日      本語"),
            (0, 12, "            "),
        ] {
            let mut buffer = Buffer::empty(screen);
            let red = Style::new().red();
            buffer.set_string(0, 0, "日本語日本語", red);
            clear(Rect::new(left, 0, width, 1), Style::new(), &mut buffer);
            let expected = Buffer::with_lines([shown]);
            for x in 0..12 {
                let symbol = buffer[(x, 0)].symbol();
                assert_eq!(symbol, expected[(x, 0)].symbol(), "{left} {width} {x}");
            }
            if left == 1 {
                assert_eq!(buffer[(0, 0)].style().fg, red.fg);
                assert_eq!(buffer[(5, 0)].style().fg, red.fg);
            }
        }
    }
}
