//! What of the query was probably not meant so, for who finds nothing.

use super::Scene;
use crate::{domain::query::Field, tui::text::cells};

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
    let unknown = query.clauses.iter().filter_map(|clause| {
        let field = clause.field.filter(|_| !clause.is_unfinished())?;
        no_entry_has(scene, field, &line[clause.value.clone()])
    });
    wrong.chain(open).chain(unknown).collect()
}

/// That nobody has a value, and the values that are nearest to it.
fn no_entry_has(scene: Scene<'_>, field: Field, value: &str) -> Option<String> {
    let model = scene.model;
    let completion = &model.search_box.completion;
    let others = completion.instead_of(field, value, &model.filter_beside(field))?;
    let told = |value: &str| {
        let shown = if value.is_empty() { "(none)" } else { value };
        cells::fit(shown, VALUE)
    };
    let others: Vec<String> = others.into_iter().map(told).collect();
    Some(format!(
        "No entry here has `{}:{}`; there are {}.",
        field.name(),
        told(value),
        others.join(", ")
    ))
}
