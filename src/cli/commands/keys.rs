//! `lore keys`: the keys of the terminal UI.

use std::io::Write;

use serde_json::json;

use super::Result;
use crate::{
    cli::{
        args::KeysArgs,
        failure::Failure,
        json::ListWriter,
        output::Output,
        table::{self, Column},
    },
    config::KeyRow,
};

/// Prints the keys of some places, or of all.
pub fn run(out: &mut Output, args: &KeysArgs, rows: Vec<KeyRow>) -> Result {
    let is_place = |name: &str| {
        rows.iter()
            .any(|row| row.place == name || row.contexts.contains(&name))
    };
    if let Some(wrong) = args.places.iter().find(|name| !is_place(name)) {
        let message = format!("no place has the name `{wrong}`; `lore keys` lists them all");
        return Err(Failure::invalid(message).into());
    }
    let rows: Vec<KeyRow> = rows
        .into_iter()
        .filter(|row| args.places.is_empty() || works_in(row, &args.places))
        .collect();
    if out.json {
        return write_json(out, &rows);
    }
    if args.toml {
        return write_toml(out, &rows);
    }
    let cells: Vec<[String; 4]> = rows
        .iter()
        .map(|row| {
            [
                row.place.to_owned(),
                row.action.to_owned(),
                row.keys.join(" "),
                row.help.to_owned(),
            ]
        })
        .collect();
    let styles = out.styles;
    let columns = [
        Column::words("PLACE", styles.project),
        Column::words("ACTION", styles.label),
        Column::words("KEYS", styles.number),
        Column::words("WHAT IT DOES", styles.faint),
    ];
    Ok(table::write(out, columns, &cells)?)
}

fn works_in(row: &KeyRow, places: &[String]) -> bool {
    places
        .iter()
        .any(|name| row.place == name || row.contexts.contains(&name.as_str()))
}

fn write_json(out: &mut Output, rows: &[KeyRow]) -> Result {
    let mut list = ListWriter::new("keys");
    for row in rows {
        let item = json!({
            "place": row.place,
            "contexts": row.contexts,
            "action": row.action,
            "keys": row.keys,
            "help": row.help,
        });
        list.item(out, &item)?;
    }
    Ok(list.end(out, rows.len())?)
}

/// Tables that give these keys again when a config file holds them.
fn write_toml(out: &mut Output, rows: &[KeyRow]) -> Result {
    for place in rows.chunk_by(|row, next| row.place == next.place) {
        let Some(first) = place.first() else {
            continue;
        };
        if first.contexts != [first.place] {
            writeln!(out, "# {}", first.contexts.join(", "))?;
        }
        writeln!(out, "[keys.{}]", first.place)?;
        let settings: Vec<String> = place.iter().map(setting).collect();
        let width = settings.iter().map(String::len).max().unwrap_or(0);
        for (row, setting) in place.iter().zip(settings) {
            writeln!(out, "{setting:width$}  # {}", row.help)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn setting(row: &KeyRow) -> String {
    let keys: Vec<String> = row
        .keys
        .iter()
        .map(|key| toml::Value::from(key.as_str()).to_string())
        .collect();
    format!("{} = [{}]", row.action, keys.join(", "))
}
