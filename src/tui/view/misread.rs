//! What of the query was probably not meant so, for who finds nothing.

use super::Scene;
use crate::{
    domain::{
        count::thousands,
        query::{Clause, Field, QueryError},
        stats::Count,
    },
    tui::{model::Focus, text::cells},
};

/// Columns of a value that is told at most.
const VALUE: usize = 30;

/// One sentence for each part of the query that is wrong, still open, or names what no entry has.
pub(super) fn sentences(scene: Scene<'_>) -> Vec<String> {
    let search_box = &scene.model.search_box;
    let (query, line) = (search_box.query(), search_box.line().text());
    let wrong = query.errors.iter().map(|error| error.message.clone());
    let open = query
        .clauses
        .iter()
        .filter(|clause| clause.open && !clause.value.is_empty())
        .map(|clause| {
            let words = cells::fit(&line[clause.argument()], VALUE);
            format!("The quotes of `{words}` do not close: all of it has to stand in the text so.")
        });
    let unknown = unknown(scene).map(|(clause, others)| {
        let others: Vec<String> = others.iter().map(|other| told(&other.name)).collect();
        let others = others.join(", ");
        format!(
            "No entry here has `{}`; there are {others}.",
            said(scene, clause)
        )
    });
    wrong.chain(open).chain(unknown).collect()
}

/// The values of the query that no entry has, but those being typed: what stands in the row below
/// it, though others find something.
pub(super) fn doubts(scene: Scene<'_>) -> Vec<QueryError> {
    let model = scene.model;
    let cursor = model.search_box.line().cursor_offset();
    let is_typed = |clause: &Clause| {
        let around = clause.span.start..=clause.span.end;
        model.focus == Focus::SearchBox && around.contains(&cursor)
    };
    unknown(scene)
        .filter(|(clause, _)| !is_typed(clause))
        .map(|(clause, others)| {
            let instead = others.first().map(|other| {
                let (name, entries) = (told(&other.name), thousands(other.entries));
                format!("; {name} has {entries}")
            });
            QueryError {
                span: clause.argument(),
                message: format!(
                    "no entry here has `{}`{}",
                    said(scene, clause),
                    instead.unwrap_or_default()
                ),
            }
        })
        .collect()
}

/// The parts of the query with a value that nobody has, and values that there are.
fn unknown(scene: Scene<'_>) -> impl Iterator<Item = (&Clause, Vec<&Count>)> {
    let model = scene.model;
    let search_box = &model.search_box;
    search_box.query().clauses.iter().filter_map(move |clause| {
        let field = clause.field.filter(|_| !clause.is_unfinished())?;
        let value = &search_box.line().text()[clause.value.clone()];
        let beside = model.filter_beside(field);
        let others = search_box.completion.instead_of(field, value, &beside)?;
        Some((clause, others))
    })
}

/// A field with its value.
fn said(scene: Scene<'_>, clause: &Clause) -> String {
    let line = scene.model.search_box.line().text();
    let field = clause.field.map_or("", Field::name);
    format!("{field}:{}", told(&line[clause.value.clone()]))
}

fn told(value: &str) -> String {
    let shown = if value.is_empty() { "(none)" } else { value };
    cells::fit(shown, VALUE)
}
