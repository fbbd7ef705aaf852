//! Tables for people: a line of heads, then the rows, in columns.

use std::io::{self, Write};

use anstyle::Style;

use super::{
    layout::{GAP, column_width, padding, widest},
    output::Output,
};

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// What stands above it.
    pub head: &'static str,
    /// How its cells look.
    pub look: Style,
    /// Its cells are numbers, which stand at the right.
    pub numbers: bool,
    /// It is as wide as its widest cell, however wide that is.
    pub whole: bool,
}

impl Column {
    /// A column of words.
    #[must_use]
    pub fn words(head: &'static str, look: Style) -> Self {
        Self {
            head,
            look,
            numbers: false,
            whole: false,
        }
    }

    /// A column of numbers.
    #[must_use]
    pub fn numbers(head: &'static str, look: Style) -> Self {
        Self {
            head,
            look,
            numbers: true,
            whole: false,
        }
    }

    /// The same where no cell stands out of the column.
    #[must_use]
    pub fn whole(self) -> Self {
        Self {
            whole: true,
            ..self
        }
    }
}

/// Prints a table. The cells are safe for a terminal and have no line breaks.
pub fn write<const N: usize>(
    out: &mut Output,
    columns: [Column; N],
    rows: &[[String; N]],
) -> io::Result<()> {
    let widths: [usize; N] = std::array::from_fn(|at| {
        let cells = rows.iter().map(|row| row[at].as_str());
        let all = std::iter::once(columns[at].head).chain(cells);
        if columns[at].whole {
            widest(all)
        } else {
            column_width(all)
        }
    });
    let label = out.styles.label;
    let heads = columns.map(|column| column.head);
    write_row(out, columns, widths, &heads, |_| label)?;
    for row in rows {
        let cells: [&str; N] = std::array::from_fn(|at| row[at].as_str());
        write_row(out, columns, widths, &cells, |column| column.look)?;
    }
    Ok(())
}

fn write_row<const N: usize>(
    out: &mut Output,
    columns: [Column; N],
    widths: [usize; N],
    cells: &[&str; N],
    look: impl Fn(Column) -> Style,
) -> io::Result<()> {
    // Nothing is written behind the last cell that is filled.
    let last = cells.iter().rposition(|cell| !cell.is_empty());
    for (at, cell) in cells.iter().enumerate() {
        let (column, fill) = (columns[at], padding(cell, widths[at]));
        let look = look(column);
        if column.numbers {
            write!(out, "{fill}")?;
        }
        write!(out, "{look}{cell}{look:#}")?;
        if Some(at) == last {
            break;
        }
        if !column.numbers {
            write!(out, "{fill}")?;
        }
        write!(out, "{GAP}")?;
    }
    writeln!(out)
}
