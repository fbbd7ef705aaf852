//! JSON documents of the command line.

use std::io::{self, Write};

use serde_json::Value;

use super::output::Output;
use crate::{
    domain::{printable::printable_json, search::SearchAnswer},
    service::json,
};

/// A list that is written while it is read: `{"NAME":[...],"total":N}`, one item a line.
#[derive(Debug)]
pub struct ListWriter {
    name: &'static str,
    items: usize,
}

impl ListWriter {
    /// A list of that name.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self { name, items: 0 }
    }

    /// Writes the next item.
    pub fn item(&mut self, out: &mut Output, item: &Value) -> io::Result<()> {
        let item = item.to_string();
        let item = printable_json(&item);
        if self.items == 0 {
            write!(out, "{{\"{}\":[\n{item}", self.name)?;
        } else {
            write!(out, ",\n{item}")?;
        }
        self.items += 1;
        Ok(())
    }

    /// Ends the document. `total` counts also what a limit left out.
    pub fn end(self, out: &mut Output, total: usize) -> io::Result<()> {
        if self.items == 0 {
            writeln!(out, "{{\"{}\":[],\"total\":{total}}}", self.name)
        } else {
            writeln!(out, "\n],\"total\":{total}}}")
        }
    }
}

/// Writes the answer of a search.
pub fn write_hits(out: &mut Output, answer: &SearchAnswer) -> io::Result<()> {
    let mut list = ListWriter::new("results");
    for hit in &answer.hits {
        list.item(out, &json::hit(hit))?;
    }
    list.end(out, answer.total)
}
