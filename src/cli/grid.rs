//! Rows of as many columns as there happen to be, printed while they come.

use std::io::{self, Write};

use serde_json::Value;

use super::{
    layout::{GAP, column_width, padding, truncate},
    output::Output,
};
use crate::domain::{printable::printable_line, secret};

/// The first rows tell how wide the columns are.
const MEASURED: usize = 500;

/// Widest a cell gets on a terminal, but for the last of a row.
const WIDEST_CELL: usize = 40;

/// A table that is printed while it is read.
#[derive(Debug)]
pub struct Grid {
    heads: Vec<String>,
    /// Rows that wait until the columns are measured.
    waiting: Vec<Vec<String>>,
    /// Which columns hold nothing but numbers.
    numbers: Vec<bool>,
    widths: Option<Vec<usize>>,
}

impl Grid {
    /// A table of these columns.
    #[must_use]
    pub fn new(columns: &[String]) -> Self {
        Self {
            heads: columns.iter().map(|head| line(head)).collect(),
            waiting: Vec::new(),
            numbers: vec![true; columns.len()],
            widths: None,
        }
    }

    /// Prints a row, or keeps it until enough of them tell the widths.
    pub fn row(&mut self, out: &mut Output, row: &[Value]) -> io::Result<()> {
        let cells: Vec<String> = row.iter().map(|value| cell(out, value)).collect();
        if self.widths.is_some() {
            return self.write(out, &cells);
        }
        for (numbers, value) in self.numbers.iter_mut().zip(row) {
            *numbers &= value.is_number() || value.is_null();
        }
        self.waiting.push(cells);
        if self.waiting.len() < MEASURED {
            return Ok(());
        }
        self.begin(out)
    }

    /// Prints what still waits.
    pub fn end(mut self, out: &mut Output) -> io::Result<()> {
        if self.widths.is_none() {
            self.begin(out)?;
        }
        Ok(())
    }

    fn begin(&mut self, out: &mut Output) -> io::Result<()> {
        let widths = (0..self.heads.len()).map(|at| {
            let cells = self.waiting.iter().map(|row| row[at].as_str());
            column_width(std::iter::once(self.heads[at].as_str()).chain(cells))
        });
        self.widths = Some(widths.collect());
        let label = out.styles.label;
        let heads = self.laid_out(out, &self.heads);
        writeln!(out, "{label}{heads}{label:#}")?;
        for row in std::mem::take(&mut self.waiting) {
            self.write(out, &row)?;
        }
        Ok(())
    }

    fn write(&self, out: &mut Output, cells: &[String]) -> io::Result<()> {
        let line = self.laid_out(out, cells);
        writeln!(out, "{line}")
    }

    /// A row as one line; on a terminal it is cut to its width.
    fn laid_out(&self, out: &Output, cells: &[String]) -> String {
        let mut text = String::new();
        let widths = self.widths.iter().flatten().zip(&self.numbers);
        for (at, (cell, (width, numbers))) in cells.iter().zip(widths).enumerate() {
            let is_last = at + 1 == cells.len();
            let cut = (out.width.is_some() && !is_last).then(|| truncate(cell, WIDEST_CELL));
            let cell = cut.as_deref().unwrap_or(cell);
            let fill = padding(cell, *width);
            match (numbers, is_last) {
                (true, _) => text.extend([&fill, cell]),
                (false, true) => text.push_str(cell),
                (false, false) => text.extend([cell, &fill]),
            }
            if !is_last {
                text.push_str(GAP);
            }
        }
        match out.width {
            Some(width) => truncate(text.trim_end(), width),
            None => text.trim_end().to_owned(),
        }
    }
}

/// A value as people read it: texts of strangers are made safe, credentials unreadable.
fn cell(out: &mut Output, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => line(&out.shown(text, secret::mask)),
        other => line(&other.to_string()),
    }
}

fn line(text: &str) -> String {
    printable_line(text).into_owned()
}
