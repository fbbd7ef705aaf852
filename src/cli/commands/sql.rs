//! `lore sql`: a question over all entries.

use std::io::Write;

use serde_json::{Map, Value};

use super::Result;
use crate::{
    cli::{
        args::SqlArgs,
        failure::{Code, Failure},
        grid::Grid,
        input,
        json::ListWriter,
        output::Output,
    },
    service::{Answer, Lore, SqlQuery},
};

/// Asks, and prints the rows as they come; Ctrl-C ends it.
pub async fn run(lore: &Lore, out: &mut Output, args: &SqlArgs) -> Result {
    out.reveal = args.reveal;
    let query = SqlQuery {
        text: input::text(&args.query)?,
        vectors: args.vectors,
        patience: args.timeout,
    };
    let answered = async {
        let answer = lore.sql(&query).await?;
        if out.json {
            write_json(out, answer).await
        } else {
            write_grid(out, answer).await
        }
    };
    tokio::select! {
        done = answered => done?,
        _ = tokio::signal::ctrl_c() => {
            let message = "interrupted before the answer was whole";
            return Err(Failure::new(Code::ServiceUnavailable, message).into());
        }
    }
    out.note_masks()?;
    Ok(())
}

async fn write_json(out: &mut Output, mut answer: Answer) -> Result {
    let columns = answer.columns().to_owned();
    let mut rows = ListWriter::new("rows");
    let mut total = 0;
    while let Some(batch) = answer.next().await? {
        for row in batch {
            let fields: Map<String, Value> = columns.iter().cloned().zip(row).collect();
            rows.item(out, &Value::Object(fields))?;
            total += 1;
        }
    }
    rows.end(out, total)?;
    Ok(())
}

async fn write_grid(out: &mut Output, mut answer: Answer) -> Result {
    let mut grid = Grid::new(answer.columns());
    let mut total = 0;
    while let Some(batch) = answer.next().await? {
        for row in &batch {
            grid.row(out, row)?;
            total += 1;
        }
    }
    if total == 0 {
        writeln!(out, "no rows")?;
        return Ok(());
    }
    grid.end(out)?;
    Ok(())
}
