//! Answers to questions: late ones are dropped, the selection stays on its entry.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        entry::{Entry, EntryKey},
        search::{MatchedBy, SearchAnswer},
    },
    service::After,
    tui::{
        effect::{Effect, Question},
        model::{
            Found, Interim, Level, Listing, Model, Results,
            results::{FoundHit, Place},
        },
        msg::{Failure, Listed},
    },
};

use super::{
    asking::{self, Reason},
    keep_up, moving,
};

/// Takes a listing in.
pub(super) fn listed(
    model: &mut Model,
    generation: u64,
    answer: Result<Listed, Failure>,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    if generation != model.results.asking.generation {
        return Vec::new();
    }
    let listed = match answer {
        Ok(listed) => listed,
        Err(failure) => return failed(model, failure, now),
    };
    let results = &mut model.results;
    let place = results.place();
    let was_listing = !results.shows_hits();
    let loaded: Vec<Arc<Entry>> = listed
        .pages
        .iter()
        .flat_map(|(_, rows)| rows.iter().cloned())
        .collect();
    let of = match results.asking.question.take() {
        Some(Question::List { filter, sort, .. }) => Some((filter, sort)),
        _ => None,
    };
    results.listing = Listing::new(listed.total).answering(generation, of);
    for (page, rows) in listed.pages {
        results.listing.insert(page, rows);
    }
    results.found = None;
    results.interim = None;
    match listed.anchor {
        Some((key, row)) => {
            results.selection = Some(key);
            moving::place(results, row, place);
        }
        // The same list, but nothing of the old place is left: stay on the row.
        None if was_listing && place.cursor > 0 => moving::place(results, place.cursor, place),
        None => moving::to_first(results),
    }
    let mut effects = vec![Effect::Remember(loaded)];
    effects.extend(answered(model));
    effects
}

/// Takes hits in.
pub(super) fn found(
    model: &mut Model,
    generation: u64,
    answer: Result<SearchAnswer, Failure>,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    if generation != model.results.asking.generation {
        return Vec::new();
    }
    let answer = match answer {
        Ok(answer) => answer,
        Err(failure) => return failed(model, failure, now),
    };
    let hits: Vec<FoundHit> = answer.hits.into_iter().map(FoundHit::from).collect();
    let loaded = hits.iter().map(|hit| Arc::clone(&hit.entry)).collect();
    let total = answer.total;
    replace(&mut model.results, |results| {
        results.found = Some(Found { hits, total });
        results.interim = None;
    });
    if std::mem::take(&mut model.results.to_end) {
        moving::put_cursor(&mut model.results, usize::MAX);
    }
    let mut effects = vec![Effect::Remember(loaded)];
    effects.extend(keep_up(model, After::Search));
    effects.extend(answered(model));
    effects
}

/// Takes in what narrowing found. Rows that show already keep their order, so that the list does
/// not jump twice; when nothing loaded holds the words, what shows stays.
pub(super) fn narrowed(model: &mut Model, generation: u64, rows: &[Arc<Entry>]) -> Vec<Effect> {
    let results = &mut model.results;
    if generation != results.asking.generation || !results.searching || rows.is_empty() {
        return Vec::new();
    }
    let mut new: HashMap<EntryKey, usize> = HashMap::with_capacity(rows.len());
    for (at, entry) in rows.iter().enumerate() {
        new.entry(entry.key()).or_insert(at);
    }
    let shown: &[FoundHit] = match (&results.interim, &results.found) {
        (Some(interim), _) => &interim.rows,
        (None, Some(found)) => &found.hits,
        (None, None) => &[],
    };
    let mut merged: Vec<FoundHit> = shown
        .iter()
        .filter(|hit| new.remove(&hit.entry.key()).is_some())
        .cloned()
        .collect();
    let mut rest: Vec<usize> = new.into_values().collect();
    rest.sort_unstable();
    merged.extend(rest.into_iter().map(|at| FoundHit {
        entry: Arc::clone(&rows[at]),
        score: 0.0,
        matched: MatchedBy::default(),
    }));
    replace(results, |results| {
        results.interim = Some(Interim { rows: merged });
    });
    Vec::new()
}

/// Changes the rows, and puts the cursor where people expect it: on the first row after a new
/// question, else on the entry it was on, or its nearest neighbour.
fn replace(results: &mut Results, change: impl FnOnce(&mut Results)) {
    let place = results.place();
    let keep = results.moved || (results.found.is_some() && !results.searching);
    let candidates = if keep {
        candidates(results, place)
    } else {
        Vec::new()
    };
    change(results);
    let wanted: HashSet<&EntryKey> = candidates.iter().collect();
    let rows: HashMap<EntryKey, usize> = (0..results.len())
        .filter_map(|row| Some((results.row(row)?.entry()?.key(), row)))
        .filter(|(key, _)| wanted.contains(key))
        .collect();
    match candidates.iter().find_map(|key| rows.get(key)) {
        Some(row) => moving::place(results, *row, place),
        None if keep => moving::place(results, place.cursor, place),
        None => moving::to_first(results),
    }
}

/// The selection, then what follows it, then what stands before it.
fn candidates(results: &Results, place: Place) -> Vec<EntryKey> {
    /// Neighbours looked at on each side.
    const REACH: usize = 50;
    let after = (place.cursor..results.len()).take(REACH);
    let before = (0..place.cursor).rev().take(REACH);
    results
        .selection
        .iter()
        .cloned()
        .chain(
            after
                .chain(before)
                .filter_map(|row| Some(results.row(row)?.entry()?.key())),
        )
        .collect()
}

/// The rows that show stay; why there are no newer ones is told beside them.
fn failed(model: &mut Model, failure: Failure, now: DateTime<Utc>) -> Vec<Effect> {
    model.notices.say(Level::Error, failure.clone(), now);
    let results = &mut model.results;
    results.error = Some(failure);
    results.asking.in_flight = false;
    results.searching = false;
    results.asking.outdated = false;
    Vec::new()
}

fn answered(model: &mut Model) -> Vec<Effect> {
    let results = &mut model.results;
    results.error = None;
    results.asking.in_flight = false;
    results.asking.question = None;
    results.searching = false;
    if results.asking.outdated {
        return asking::ask(model, Reason::Refresh);
    }
    Vec::new()
}
