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
    match rows {
        Ok(rows) => {
            let effect = Effect::Remember(rows.clone());
            results.listing.insert(page, rows);
            results.listing.wanted.retain(|wanted| *wanted != page);
            if !results.shows_hits() && results.selection.is_none() {
                moving::select(results);
            }
            vec![effect]
        }
        Err(failure) => {
            results.error = Some(failure);
            Vec::new()
        }
    }
}

/// Asks for the pages in sight and the ones next to them, unless they are loaded or asked for.
pub(super) fn want(model: &mut Model) -> Vec<Effect> {
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
    pages.retain(|page| *page < end && !results.listing.has_page(*page));
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
