//! Lines, blocks and dots, drawn exactly: fonts leave gaps between those of neighbouring cells.

use std::fmt::Write;

/// The place of a cell, in pixels.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// Thickness of lines, by their weight.
const THICK: [f64; 3] = [0.0, 1.4, 2.8];

/// Arms of a line from the middle of its cell: left, right, up, down; 1 is light, 2 heavy.
const LINES: [(char, [usize; 4]); 22] = [
    ('─', [1, 1, 0, 0]),
    ('│', [0, 0, 1, 1]),
    ('┌', [0, 1, 0, 1]),
    ('┐', [1, 0, 0, 1]),
    ('└', [0, 1, 1, 0]),
    ('┘', [1, 0, 1, 0]),
    ('├', [0, 1, 1, 1]),
    ('┤', [1, 0, 1, 1]),
    ('┬', [1, 1, 0, 1]),
    ('┴', [1, 1, 1, 0]),
    ('┼', [1, 1, 1, 1]),
    ('╴', [1, 0, 0, 0]),
    ('╶', [0, 1, 0, 0]),
    ('╵', [0, 0, 1, 0]),
    ('╷', [0, 0, 0, 1]),
    ('━', [2, 2, 0, 0]),
    ('┃', [0, 0, 2, 2]),
    ('╸', [2, 0, 0, 0]),
    ('╺', [0, 2, 0, 0]),
    ('╹', [0, 0, 2, 0]),
    ('╻', [0, 0, 0, 2]),
    ('╾', [2, 1, 0, 0]),
];

/// Rounded corners: where their ends point to, right or left and down or up.
const CORNERS: [(char, f64, f64); 4] = [
    ('╭', 1.0, 1.0),
    ('╮', -1.0, 1.0),
    ('╰', 1.0, -1.0),
    ('╯', -1.0, -1.0),
];

/// The elements that draw `count` cells of a character from a place on; `None` where a font has to.
pub fn draw(c: char, count: u16, place: Place, colour: &str) -> Option<String> {
    if count > 1 && !runs_on(c) {
        let cells = (0..count).map(|at| {
            let x = place.x + f64::from(at) * place.width;
            draw(c, 1, Place { x, ..place }, colour)
        });
        return cells.collect();
    }
    let place = Place {
        width: place.width * f64::from(count),
        ..place
    };
    lines(c, place, colour)
        .or_else(|| corner(c, place, colour))
        .or_else(|| block(c, place, colour))
        .or_else(|| braille(c, place, colour))
}

/// Whether many of them side by side are one of them, wider.
fn runs_on(c: char) -> bool {
    matches!(c, '─' | '━' | '▁'..='█' | '▔' | '▀' | '░' | '▒' | '▓')
}

fn lines(c: char, place: Place, colour: &str) -> Option<String> {
    let (_, [left, right, up, down]) = LINES.into_iter().find(|(line, _)| *line == c)?;
    let Place {
        x,
        y,
        width,
        height,
    } = place;
    let (mid_x, mid_y) = (x + width / 2.0, y + height / 2.0);
    let mut drawn = String::new();
    let across = if left == right {
        vec![(x, width, left)]
    } else {
        vec![(x, width / 2.0, left), (mid_x, width / 2.0, right)]
    };
    for (x, width, weight) in across.into_iter().filter(|arm| arm.2 > 0) {
        drawn += &rect(x, mid_y - THICK[weight] / 2.0, width, THICK[weight], colour);
    }
    let along = if up == down {
        vec![(y, height, up)]
    } else {
        vec![(y, height / 2.0, up), (mid_y, height / 2.0, down)]
    };
    for (y, height, weight) in along.into_iter().filter(|arm| arm.2 > 0) {
        drawn += &rect(
            mid_x - THICK[weight] / 2.0,
            y,
            THICK[weight],
            height,
            colour,
        );
    }
    Some(drawn)
}

fn corner(c: char, place: Place, colour: &str) -> Option<String> {
    let (_, right, down) = CORNERS.into_iter().find(|(corner, ..)| *corner == c)?;
    let Place {
        x,
        y,
        width,
        height,
    } = place;
    let (mid_x, mid_y) = (x + width / 2.0, y + height / 2.0);
    let radius = width / 2.0;
    let (end_x, end_y) = (mid_x + right * width / 2.0, mid_y + down * height / 2.0);
    Some(format!(
        r#"<path d="M{end_x} {mid_y}Q{mid_x} {mid_y} {mid_x} {} V{end_y}" fill="none" stroke="{colour}" stroke-width="{}"/>"#,
        mid_y + down * radius,
        THICK[1],
    ))
}

fn block(c: char, place: Place, colour: &str) -> Option<String> {
    let Place {
        x,
        y,
        width,
        height,
    } = place;
    let eighth = |first: char| f64::from(u32::from(c) - u32::from(first) + 1) / 8.0;
    Some(match c {
        '▀' => rect(x, y, width, height / 2.0, colour),
        '▔' => rect(x, y, width, height / 8.0, colour),
        '▁'..='█' => {
            let filled = height * eighth('▁');
            rect(x, y + height - filled, width, filled, colour)
        }
        '▉'..='▏' => {
            let filled = width * (1.0 - eighth('▉'));
            rect(x, y, filled, height, colour)
        }
        '▐' => rect(x + width / 2.0, y, width / 2.0, height, colour),
        '▕' => rect(x + width * 7.0 / 8.0, y, width / 8.0, height, colour),
        '░' | '▒' | '▓' => {
            let share = f64::from(u32::from(c) - u32::from('░') + 1) / 4.0;
            let filled = rect(x, y, width, height, colour);
            filled.replace("/>", &format!(r#" opacity="{share}"/>"#))
        }
        _ => return None,
    })
}

/// Eight dots, whose bits stand in the character's number.
fn braille(c: char, place: Place, colour: &str) -> Option<String> {
    /// Column and row of each bit.
    const DOTS: [(f64, f64); 8] = [
        (0.0, 0.0),
        (0.0, 1.0),
        (0.0, 2.0),
        (1.0, 0.0),
        (1.0, 1.0),
        (1.0, 2.0),
        (0.0, 3.0),
        (1.0, 3.0),
    ];
    let bits = u32::from(c)
        .checked_sub(0x2800)
        .filter(|bits| *bits < 256)?;
    let mut drawn = String::new();
    for (bit, (column, row)) in DOTS.into_iter().enumerate() {
        if bits & (1 << bit) != 0 {
            let x = place.x + place.width * (0.25 + 0.5 * column);
            let y = place.y + place.height * (0.125 + 0.25 * row);
            // Writing to a string cannot fail.
            let _ = write!(
                drawn,
                r#"<circle cx="{x}" cy="{y}" r="1.3" fill="{colour}"/>"#
            );
        }
    }
    Some(drawn)
}

/// A filled rectangle.
pub fn rect(x: f64, y: f64, width: f64, height: f64, colour: &str) -> String {
    let [x, y, width, height] = [x, y, width, height].map(round);
    format!(r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{colour}"/>"#)
}

/// To a hundredth of a pixel.
fn round(pixels: f64) -> f64 {
    (pixels * 100.0).round() / 100.0
}
