//! `lore projects`: what is in the store.

use std::io::Write;

use super::Result;
use crate::{
    cli::{
        json,
        layout::{GAP, column_width, padding},
        output::Output,
    },
    domain::printable::printable_line,
    service::Lore,
};

/// Prints each project of each repository.
pub async fn run(lore: &Lore, out: &mut Output) -> Result {
    let projects = lore.projects().await?;
    if out.json {
        let mut list = json::ListWriter::new("projects");
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
    let head = ["REPOSITORY", "PROJECT", "ENTRIES", "NEWEST"].map(str::to_owned);
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
    let all = || std::iter::once(&head).chain(&rows);
    let [repository, project, entries, _] =
        std::array::from_fn(|column| column_width(all().map(|row| row[column].as_str())));
    let styles = out.styles;
    for (at, row) in all().enumerate() {
        let looks = if at == 0 {
            [styles.label; 4]
        } else {
            [styles.project, styles.project, styles.number, styles.faint]
        };
        let [r, p, e, n] = row;
        let [lr, lp, le, ln] = looks;
        write!(out, "{lr}{r}{lr:#}{}{GAP}", padding(r, repository))?;
        write!(out, "{lp}{p}{lp:#}{}{GAP}", padding(p, project))?;
        write!(out, "{}{le}{e}{le:#}{GAP}", padding(e, entries))?;
        writeln!(out, "{ln}{n}{ln:#}")?;
    }
    Ok(())
}
