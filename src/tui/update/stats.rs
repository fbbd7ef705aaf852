//! Counts: asked for when the pane shows and what it counts has changed.

use std::sync::Arc;

use crate::{
    domain::stats::Stats,
    tui::{effect::Effect, model::Model, msg::Failure},
};

/// Takes counts in.
pub(super) fn counted(
    model: &mut Model,
    generation: u64,
    answer: Result<Stats, Failure>,
) -> Vec<Effect> {
    let pane = &mut model.stats;
    if generation != pane.generation {
        return Vec::new();
    }
    pane.loading = false;
    match answer {
        Ok(stats) => {
            pane.stats = Some(Arc::new(stats));
            pane.error = None;
        }
        Err(failure) => pane.error = Some(failure),
    }
    Vec::new()
}

/// Asks for counts when they are due. While some are being counted, a change of the store waits;
/// a change of the filter does not.
pub(super) fn want(model: &mut Model) -> Vec<Effect> {
    let filter = model.filter();
    let pane = &mut model.stats;
    let other_filter = pane.filter.as_ref() != Some(&filter);
    let due = other_filter || (pane.stale && !pane.loading);
    if !due || model.viewport.stats == 0 {
        return Vec::new();
    }
    pane.stale = false;
    pane.loading = true;
    pane.generation += 1;
    pane.filter = Some(filter.clone());
    vec![Effect::CountStats {
        generation: pane.generation,
        filter,
    }]
}
