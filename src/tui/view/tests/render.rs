//! A screen as text, styles included, for snapshots.

use std::fmt::Write;

use ratatui::{
    buffer::Buffer,
    style::{Color, Modifier, Style},
};

/// The characters of each row; below them each row's styles as runs of columns, named by letters;
/// below these what the letters mean.
pub fn render(buffer: &Buffer) -> String {
    let mut legend: Vec<Style> = Vec::new();
    let (mut text, mut runs) = (String::new(), String::new());
    for y in buffer.area.rows().map(|row| row.y) {
        let mut line = String::new();
        let mut row_runs: Vec<(usize, usize)> = Vec::new();
        let mut skip = 0;
        for x in buffer.area.left()..buffer.area.right() {
            let cell = &buffer[(x, y)];
            if skip == 0 {
                line.push_str(cell.symbol());
                skip = ratatui::buffer::CellWidth::cell_width(cell.symbol()).max(1);
            }
            skip -= 1;
            let mut style = cell.style();
            // Cells start with an underline colour that nothing here sets.
            style.underline_color = None;
            let at = legend
                .iter()
                .position(|known| *known == style)
                .unwrap_or_else(|| {
                    legend.push(style);
                    legend.len() - 1
                });
            match row_runs.last_mut() {
                Some((last, length)) if *last == at => *length += 1,
                _ => row_runs.push((at, 1)),
            }
        }
        writeln!(text, "{}", line.trim_end()).unwrap();
        let told: Vec<String> = row_runs
            .iter()
            .map(|(at, length)| format!("{}{length}", letters(*at)))
            .collect();
        writeln!(runs, "{y:>2}: {}", told.join(" ")).unwrap();
    }
    let mut out = format!("{text}\n{runs}\n");
    for (at, style) in legend.iter().enumerate() {
        writeln!(out, "{}: {}", letters(at), told(*style)).unwrap();
    }
    out
}

/// `a` to `z`, then `aa`, `ab` ...
fn letters(number: usize) -> String {
    let letter = char::from(b'a' + u8::try_from(number % 26).unwrap());
    if number < 26 {
        letter.to_string()
    } else {
        letters(number / 26 - 1) + &letter.to_string()
    }
}

fn told(style: Style) -> String {
    let colour = |colour: Option<Color>| match colour {
        None | Some(Color::Reset) => "default".to_owned(),
        Some(colour) => colour.to_string(),
    };
    let mut told = format!("{} on {}", colour(style.fg), colour(style.bg));
    for (modifier, name) in [
        (Modifier::BOLD, "bold"),
        (Modifier::UNDERLINED, "underlined"),
        (Modifier::REVERSED, "reversed"),
        (Modifier::CROSSED_OUT, "crossed out"),
    ] {
        if style.add_modifier.contains(modifier) {
            write!(told, " {name}").unwrap();
        }
    }
    told
}
