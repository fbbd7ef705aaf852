//! `lore projects`: what is in the store.

use std::io::Write;

use super::Result;
use crate::{
    cli::{
        json::ListWriter,
        output::Output,
        table::{self, Column},
    },
    domain::printable::printable_line,
    service::{Lore, json},
};

/// Prints each project of each repository.
pub async fn run(lore: &Lore, out: &mut Output) -> Result {
    let projects = lore.projects().await?;
    if out.json {
        let mut list = ListWriter::new("projects");
        for project in &projects {
            list.item(out, &json::project(project))?;
        }
        list.end(out, projects.len())?;
        return Ok(());
    }
    if projects.is_empty() {
        writeln!(out, "no projects")?;
        return Ok(());
    }
    let rows: Vec<[String; 4]> = projects
        .iter()
        .map(|project| {
            [
                printable_line(&project.repository).into_owned(),
                printable_line(&project.project_id).into_owned(),
                project.entries.to_string(),
                printable_line(project.newest.as_deref().unwrap_or("-")).into_owned(),
            ]
        })
        .collect();
    let styles = out.styles;
    let columns = [
        Column::words("REPOSITORY", styles.project),
        Column::words("PROJECT", styles.project),
        Column::numbers("ENTRIES", styles.number),
        Column::words("NEWEST", styles.faint),
    ];
    Ok(table::write(out, columns, &rows)?)
}
