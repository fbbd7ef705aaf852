//! Which pages of the listing should be loaded.

use std::sync::Arc;

use crate::{
    domain::entry::Entry,
    tui::{
        effect::Effect,
        model::{Model, listing::PAGE_ROWS},
        msg::Failure,
    },
};

use super::moving;

/// Takes a page in.
pub(super) fn loaded(
    model: &mut Model,
    listing: u64,
    page: usize,
    rows: Result<Vec<Arc<Entry>>, Failure>,
) -> Vec<Effect> {
    let results = &mut model.results;
    if listing != results.listing.generation {
        return Vec::new();
    }
    results.listing.wanted.retain(|wanted| *wanted != page);
    match rows {
        Ok(rows) => {
            let effect = Effect::Remember(rows.clone());
            results.listing.insert(page, rows);
            let failed = &mut results.listing.failed;
            let had_failed = failed.contains(&page);
            failed.retain(|failed| *failed != page);
            if had_failed && failed.is_empty() {
                results.error = None;
            }
            if !results.shows_hits() && results.selection.is_none() {
                moving::select(results);
            }
            vec![effect]
        }
        Err(failure) => {
            results.error = Some(failure);
            if !results.listing.failed.contains(&page) {
                results.listing.failed.push(page);
            }
            Vec::new()
        }
    }
}

/// Asks for the pages in sight and the ones next to them, unless they are loaded or asked for.
/// Those that failed are only asked for again when told so: the store would hear of nothing else.
pub(super) fn want(model: &mut Model, failed_too: bool) -> Vec<Effect> {
    let screenful = moving::screenful(model.viewport.results);
    let results = &mut model.results;
    let total = match results.listing.total {
        Some(total) if total > 0 && !results.shows_hits() => total,
        _ => return Vec::new(),
    };
    let first = results.offset / PAGE_ROWS;
    let last = (results.offset + screenful - 1).min(total - 1) / PAGE_ROWS;
    for page in first..=last {
        results.listing.touch(page);
    }
    let mut pages: Vec<usize> = (first..=last).collect();
    pages.extend([last + 1, first.wrapping_sub(1)]);
    let end = total.div_ceil(PAGE_ROWS);
    let listing = &results.listing;
    pages.retain(|page| {
        let given_up = listing.failed.contains(page) && !listing.wanted.contains(page);
        *page < end && !listing.has_page(*page) && (failed_too || !given_up)
    });
    if pages
        .iter()
        .all(|page| results.listing.wanted.contains(page))
    {
        return Vec::new();
    }
    results.listing.wanted.clone_from(&pages);
    vec![Effect::LoadPages {
        listing: results.listing.generation,
        pages,
    }]
}
