//! How repositories stand, as a table.

use std::io::{self, Write};

use super::{
    layout::{GAP, column_width, padding},
    output::Output,
};
use crate::domain::{
    count,
    health::{Health, WordIndex},
    printable::printable_line,
};

/// How the repositories stand, whole, whatever was counted of them.
pub fn write_health(out: &mut Output, health: &Health) -> io::Result<()> {
    if health.repositories.is_empty() {
        return Ok(());
    }
    let styles = out.styles;
    let mut rows = vec![
        [
            "repository",
            "rows",
            "versions",
            "files",
            "on disk",
            "old",
            "word index",
            "vectors",
        ]
        .map(str::to_owned),
    ];
    rows.extend(health.repositories.iter().map(|one| {
        [
            printable_line(&one.name).into_owned(),
            one.rows.to_string(),
            one.versions.to_string(),
            one.fragments.to_string(),
            count::bytes(one.disk.total()),
            count::bytes(one.disk.old),
            match one.words {
                WordIndex::Needless => "small".to_owned(),
                WordIndex::Covers(covered, of) => format!("{} %", count::percent(covered, of)),
            },
            format!(
                "{} %",
                count::percent(one.meaning.seen, one.meaning.entries())
            ),
        ]
    }));
    writeln!(out, "\n{0}health{0:#}", styles.label)?;
    let widths: [usize; 8] =
        std::array::from_fn(|at| column_width(rows.iter().map(|row| row[at].as_str())));
    for (number, row) in rows.iter().enumerate() {
        let style = if number == 0 {
            styles.label
        } else {
            styles.number
        };
        write!(out, "  {}{}", row[0], padding(&row[0], widths[0]))?;
        for (text, width) in row.iter().zip(widths).skip(1) {
            write!(out, "{GAP}{}{style}{text}{style:#}", padding(text, width))?;
        }
        writeln!(out)?;
    }
    Ok(())
}
