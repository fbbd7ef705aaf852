//! A screen as an SVG file. Every cell stands in its place, whatever font the reader has; a row of the
//! screen is a line of the file, so that two files can be compared.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::{
    grid::{Cell, Grid, Look, Rgb},
    shapes::{self, Place},
};

/// A cell, in pixels. Fonts are made to fit it.
const CELL: (f64, f64) = (9.0, 20.0);

/// Size of the font, in pixels: its characters are about as wide as a cell.
const FONT: f64 = 15.0;

/// From the top of a cell to the line on which letters stand.
const BASELINE: f64 = 15.0;

/// From the edge of the window to its first cell.
const MARGIN: f64 = 14.0;

/// Height of the window's bar.
const BAR: f64 = 30.0;

/// The fonts to try.
const FONTS: &str = "ui-monospace, 'SF Mono', Menlo, 'Cascadia Mono', Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono', monospace";

/// Begins the line of each row.
pub const ROW: &str = "<g class=\"row\">";

/// Draws a screen within a window.
pub fn draw(grid: &Grid, title: &str) -> String {
    let width = f64::from(grid.columns) * CELL.0 + 2.0 * MARGIN;
    let height = grid.rows.len() as f64 * CELL.1 + BAR + MARGIN;
    let back = grid.back();
    let edge = mixed(back, 0.25);
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="{FONTS}" font-size="{FONT}px">
<title>{}</title>
<style>text {{ white-space: pre }} .b {{ font-weight: bold }} .i {{ font-style: italic }} .u {{ text-decoration: underline }} .d {{ opacity: 0.6 }}</style>
<rect x="0.5" y="0.5" width="{}" height="{}" rx="8" fill="{}" stroke="{}"/>
"#,
        escaped(title),
        width - 1.0,
        height - 1.0,
        hex(back),
        hex(edge),
    );
    for dot in 0..3 {
        let x = MARGIN + 4.0 + 18.0 * f64::from(dot);
        let _ = write!(
            svg,
            r#"<circle cx="{x}" cy="{}" r="5" fill="{}"/>"#,
            BAR / 2.0,
            hex(edge)
        );
    }
    svg.push('\n');
    for (row, cells) in grid.rows.iter().enumerate() {
        let y = BAR + row as f64 * CELL.1;
        let cursor = grid.cursor.filter(|at| usize::from(at.0) == row);
        let line = draw_row(cells, back, y, cursor.map(|at| at.1));
        let _ = writeln!(svg, "{ROW}{line}</g>");
    }
    svg.push_str("</svg>\n");
    svg
}

/// Cells of one look side by side.
struct Run {
    column: u16,
    columns: u16,
    text: String,
    look: Look,
}

fn draw_row(cells: &[Cell], back: Rgb, y: f64, cursor: Option<u16>) -> String {
    let mut drawn = String::new();
    for run in runs(cells, |one, other| one.look.back == other.look.back) {
        if run.look.back != back {
            let place = place(&run, y);
            drawn += &shapes::rect(place.x, y, place.width, CELL.1, &hex(run.look.back));
        }
    }
    for run in runs(cells, belong_together) {
        drawn += &draw_run(&run, y);
    }
    if let Some(column) = cursor {
        let x = MARGIN + f64::from(column) * CELL.0;
        drawn += &shapes::rect(x, y + 1.0, 2.0, CELL.1 - 2.0, &hex(mixed(back, 0.8)));
    }
    drawn
}

/// Whether two neighbours can be drawn at once. What a font may draw in another width than its cells have
/// stands alone.
fn belong_together(one: &Cell, other: &Cell) -> bool {
    let drawn_alone = |cell: &Cell| cell.columns > 1 || cell.text.chars().count() > 1;
    let shape = |cell: &Cell| cell.text.chars().next().filter(|c| is_shape(*c));
    one.look == other.look && !drawn_alone(one) && !drawn_alone(other) && shape(one) == shape(other)
}

fn is_shape(c: char) -> bool {
    matches!(c, '\u{2500}'..='\u{259f}' | '\u{2800}'..='\u{28ff}')
}

fn runs(cells: &[Cell], together: impl Fn(&Cell, &Cell) -> bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut column = 0;
    let mut before: Option<&Cell> = None;
    for cell in cells {
        match runs
            .last_mut()
            .filter(|_| before.is_some_and(|one| together(one, cell)))
        {
            Some(run) => {
                run.text.push_str(&cell.text);
                run.columns += cell.columns;
            }
            None => runs.push(Run {
                column,
                columns: cell.columns,
                text: cell.text.clone(),
                look: cell.look,
            }),
        }
        column += cell.columns;
        before = Some(cell);
    }
    runs
}

fn place(run: &Run, y: f64) -> Place {
    Place {
        x: MARGIN + f64::from(run.column) * CELL.0,
        y,
        width: f64::from(run.columns) * CELL.0,
        height: CELL.1,
    }
}

fn draw_run(run: &Run, y: f64) -> String {
    let colour = hex(run.look.text);
    let first = run.text.chars().next().unwrap_or(' ');
    if is_shape(first) {
        let one = Place {
            width: CELL.0,
            ..place(run, y)
        };
        if let Some(drawn) = shapes::draw(first, run.columns, one, &colour) {
            return drawn;
        }
    }
    let text = run.text.trim_end();
    let lead = text.len() - text.trim_start().len();
    let text = text.trim_start();
    if text.is_empty() {
        return String::new();
    }
    let columns = if run.columns > 1 && run.text.chars().count() == 1 {
        usize::from(run.columns)
    } else {
        text.width()
    };
    let x = place(run, y).x + lead as f64 * CELL.0;
    let mut classes = Vec::new();
    for (holds, class) in [
        (run.look.bold, "b"),
        (run.look.italic, "i"),
        (run.look.underlined, "u"),
        (run.look.dim, "d"),
    ] {
        classes.extend(holds.then_some(class));
    }
    let class = if classes.is_empty() {
        String::new()
    } else {
        format!(r#" class="{}""#, classes.join(" "))
    };
    format!(
        r#"<text x="{x}" y="{}" textLength="{}" lengthAdjust="spacingAndGlyphs" fill="{colour}"{class}>{}</text>"#,
        y + BASELINE,
        columns as f64 * CELL.0,
        escaped(text),
    )
}

/// A colour with some of its contrary.
fn mixed(colour: Rgb, share: f64) -> Rgb {
    let light = colour.map(f64::from).iter().sum::<f64>() / 3.0 > 127.0;
    let other = if light { 0.0 } else { 255.0 };
    colour.map(|channel| {
        let mixed = f64::from(channel) * (1.0 - share) + other * share;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between two channels"
        )]
        let channel = mixed.round() as u8;
        channel
    })
}

fn hex([r, g, b]: Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
