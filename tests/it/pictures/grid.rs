//! What a terminal shows, cell by cell, in plain colours.

/// A colour: red, green, blue.
pub type Rgb = [u8; 3];

/// The colours of a terminal whose program sets none.
#[derive(Debug, Clone, Copy)]
pub struct Ground {
    pub text: Rgb,
    pub back: Rgb,
}

/// How a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an attribute of its own"
)]
pub struct Look {
    pub text: Rgb,
    pub back: Rgb,
    pub bold: bool,
    pub italic: bool,
    pub underlined: bool,
    pub dim: bool,
}

/// A character and what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub text: String,
    /// Two for wide characters.
    pub columns: u16,
    pub look: Look,
}

/// A whole screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    pub columns: u16,
    pub rows: Vec<Vec<Cell>>,
    /// Row and column of the cursor, when it shows.
    pub cursor: Option<(u16, u16)>,
}

impl Grid {
    pub fn of(screen: &vt100::Screen, ground: Ground) -> Self {
        let (high, columns) = screen.size();
        let row = |row| {
            let cells = (0..columns.get()).filter_map(|column| screen.cell(row, column));
            cells
                .filter(|cell| !cell.is_wide_continuation())
                .map(|cell| Cell {
                    text: match cell.contents() {
                        "" => " ".to_owned(),
                        text => text.to_owned(),
                    },
                    columns: if cell.is_wide() { 2 } else { 1 },
                    look: look(cell, ground),
                })
                .collect()
        };
        Self {
            columns: columns.get(),
            rows: (0..high.get()).map(row).collect(),
            cursor: (!screen.hide_cursor()).then(|| screen.cursor_position()),
        }
    }

    /// What lies behind most cells.
    pub fn back(&self) -> Rgb {
        let backs: Vec<Rgb> = self
            .rows
            .iter()
            .flatten()
            .map(|cell| cell.look.back)
            .collect();
        let most = backs
            .iter()
            .max_by_key(|one| backs.iter().filter(|other| other == one).count());
        most.copied().unwrap_or_default()
    }
}

fn look(cell: &vt100::Cell, ground: Ground) -> Look {
    let mut text = rgb(cell.fgcolor()).unwrap_or(ground.text);
    let mut back = rgb(cell.bgcolor()).unwrap_or(ground.back);
    if cell.inverse() {
        std::mem::swap(&mut text, &mut back);
    }
    Look {
        text,
        back,
        bold: cell.bold(),
        italic: cell.italic(),
        underlined: cell.underline(),
        dim: cell.dim(),
    }
}

fn rgb(colour: vt100::Color) -> Option<Rgb> {
    match colour {
        vt100::Color::Default => None,
        vt100::Color::Rgb(r, g, b) => Some([r, g, b]),
        vt100::Color::Idx(index) => Some(indexed(index)),
    }
}

/// The usual 256 colours, as xterm has them.
fn indexed(index: u8) -> Rgb {
    const FIRST: [Rgb; 16] = [
        [0, 0, 0],
        [205, 0, 0],
        [0, 205, 0],
        [205, 205, 0],
        [0, 0, 238],
        [205, 0, 205],
        [0, 205, 205],
        [229, 229, 229],
        [127, 127, 127],
        [255, 0, 0],
        [0, 255, 0],
        [255, 255, 0],
        [92, 92, 255],
        [255, 0, 255],
        [0, 255, 255],
        [255, 255, 255],
    ];
    const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    match index {
        0..16 => FIRST[usize::from(index)],
        16..232 => [36, 6, 1].map(|step| LEVELS[usize::from((index - 16) / step % 6)]),
        232.. => [8 + 10 * (index - 232); 3],
    }
}
