//! Counts and how the store stands: asked for when they show and what they tell of has changed.

mod leading;
mod moving;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    domain::{calendar::Unit, health::Health, stats::Stats},
    tui::{
        effect::Effect,
        model::{Model, stats::Board},
        msg::Failure,
        read::Read,
    },
};

pub(super) use leading::{back, click, open};
pub(super) use moving::{aside, movement};

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

/// Takes in how the store stands.
pub(super) fn examined(
    model: &mut Model,
    number: u64,
    answer: Result<Health, Failure>,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    let read = &mut model.stats.health;
    if read.reading != Some(number) {
        return Vec::new();
    }
    read.reading = None;
    read.at = Some(now);
    match answer {
        Ok(health) => {
            read.health = Some(Arc::new(health));
            read.error = None;
        }
        Err(failure) => {
            read.error = Some(failure);
            // What failed is tried again, whether somebody writes or not.
            read.stale = true;
        }
    }
    Vec::new()
}

/// The store is another one now.
pub(super) fn store_changed(model: &mut Model) {
    model.stats.stale = true;
    model.stats.health.stale = true;
}

/// Asks for what is due.
pub(super) fn want(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    let counts = want_counts(model);
    counts.into_iter().chain(want_health(model, now)).collect()
}

/// While counts are on their way, a change of the store waits; a change of the filter does not.
fn want_counts(model: &mut Model) -> Option<Effect> {
    let filter = model.filter();
    let pane = &mut model.stats;
    let other_filter = pane.filter.as_ref() != Some(&filter);
    let due = other_filter || (pane.stale && !pane.loading);
    if !due || model.viewport.stats == 0 {
        return None;
    }
    pane.stale = false;
    pane.loading = true;
    pane.generation += 1;
    pane.filter = Some(filter.clone());
    Some(Effect::CountStats {
        generation: pane.generation,
        filter,
    })
}

fn want_health(model: &mut Model, now: DateTime<Utc>) -> Option<Effect> {
    model.health_due().filter(|due| *due <= now)?;
    let (number, effect) = model.read(Read::Health);
    let read = &mut model.stats.health;
    read.reading = Some(number);
    read.stale = false;
    Some(effect)
}

/// The next unit of the timeline, and round to what fits best.
pub(super) fn cycle_unit(model: &mut Model) -> Vec<Effect> {
    let pane = &mut model.stats;
    pane.unit = match pane.unit {
        None => Some(Unit::Day),
        Some(Unit::Day) => Some(Unit::Week),
        Some(Unit::Week) => Some(Unit::Month),
        Some(Unit::Month | Unit::Quarter | Unit::Year) => None,
    };
    Vec::new()
}

/// The charts as they were drawn last.
fn board(model: &Model, today: NaiveDate) -> Board {
    let viewport = &model.viewport;
    let height = u16::try_from(viewport.stats).unwrap_or(u16::MAX);
    Board::new(&model.stats, (viewport.stats_width, height), today)
}
