//! From the state of the search box to a question for the store.

use crate::{
    domain::search::{SearchMode, SearchRequest},
    tui::{
        effect::{Anchor, Ask, Effect, Narrow, Pace, Question},
        model::{Model, results::FIRST_HITS},
    },
};

use super::moving;

/// Why something is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// The question changed key by key.
    Typed,
    /// The question changed at one stroke.
    Changed,
    /// The store changed; the question did not.
    Refresh,
    /// More hits of the same question are wanted.
    More,
}

/// Neighbours on each side that may take the selection over when its entry vanished.
const NEIGHBOURS: usize = 20;

/// Hits asked for at one stroke at most by who goes to the last one.
const MOST_MORE: usize = 5_000;

/// Asks what the model stands for now.
pub(super) fn ask(model: &mut Model, reason: Reason) -> Vec<Effect> {
    let results = &mut model.results;
    if reason == Reason::Refresh && results.asking.in_flight {
        // A newer question would make the running one void; asked again and again, none would
        // ever be answered.
        results.asking.outdated = true;
        return Vec::new();
    }
    results.asking.generation += 1;
    results.asking.outdated = false;
    if matches!(reason, Reason::Typed | Reason::Changed) {
        results.asking.limit = FIRST_HITS;
        results.moved = false;
        results.to_end = false;
        moving::to_first(results);
        // It was a range of rows that do not show any more.
        model.marks.range = None;
    }
    if model.search_box.query().words.is_empty() {
        ask_list(model, reason)
    } else {
        ask_search(model, reason)
    }
}

fn ask_list(model: &mut Model, reason: Reason) -> Vec<Effect> {
    let list = (model.filter(), model.sort);
    let results = &mut model.results;
    let same_list = results.listing.of.as_ref() == Some(&list);
    if same_list && reason != Reason::Refresh {
        results.found = None;
        results.interim = None;
        results.error = None;
        if !results.listing.stale {
            results.asking.in_flight = false;
            results.searching = false;
            moving::to_first(results);
            return Vec::new();
        }
    }
    let anchor = (same_list && !results.shows_hits())
        .then(|| anchor(model))
        .flatten();
    let (filter, sort) = list;
    vec![sent(
        model,
        Question::List {
            filter,
            sort,
            anchor,
        },
        reason,
    )]
}

/// The search that the box stands for.
pub(super) fn request(model: &Model) -> SearchRequest {
    let query = model.search_box.query();
    SearchRequest {
        words: query.words.clone(),
        typing: query.typing,
        filter: model.filter(),
        mode: model.mode,
        limit: model.results.asking.limit,
        threshold: None,
    }
}

fn ask_search(model: &mut Model, reason: Reason) -> Vec<Effect> {
    let request = request(model);
    let mut effects = Vec::new();
    if matches!(reason, Reason::Typed | Reason::Changed) {
        effects.push(Effect::Narrow(Narrow {
            generation: model.results.asking.generation,
            words: request.words.clone(),
            fuzzy: request.mode == SearchMode::Fuzzy,
            filter: request.filter.clone(),
        }));
    }
    effects.push(sent(model, Question::Search(request), reason));
    effects
}

fn sent(model: &mut Model, question: Question, reason: Reason) -> Effect {
    let results = &mut model.results;
    results.asking.in_flight = true;
    results.searching = results.searching || reason != Reason::Refresh;
    results.asking.question = Some(question.clone());
    Effect::Ask(Ask {
        generation: results.asking.generation,
        question,
        pace: match reason {
            Reason::Typed => Pace::Typing,
            _ => Pace::AtOnce,
        },
    })
}

/// Has the question that may still wait for the next key worked on now.
pub(super) fn hurry(model: &Model) -> Vec<Effect> {
    let results = &model.results;
    match &results.asking.question {
        Some(question) if results.asking.in_flight => vec![Effect::Ask(Ask {
            generation: results.asking.generation,
            question: question.clone(),
            pace: Pace::AtOnce,
        })],
        _ => Vec::new(),
    }
}

/// Asks for more hits when the end of those at hand comes into sight.
pub(super) fn ask_for_more(model: &mut Model) -> Vec<Effect> {
    let screenful = moving::screenful(model.viewport.results);
    let results = &mut model.results;
    let Some(found) = &results.found else {
        return Vec::new();
    };
    let have = found.hits.len();
    // Fewer hits than asked for means that there are no more, whatever the total says.
    let at_end = have >= found.total || have < results.asking.limit;
    if results.asking.in_flight || results.interim.is_some() || at_end || results.error.is_some() {
        return Vec::new();
    }
    if results.cursor + screenful < have {
        return Vec::new();
    }
    results.asking.limit = if results.to_end {
        found.total.min(have + MOST_MORE)
    } else {
        have * 2
    };
    ask(model, Reason::More)
}

fn anchor(model: &Model) -> Option<Anchor> {
    let results = &model.results;
    let total = results.listing.total?;
    let row = results.cursor;
    let after = (row..total).take(NEIGHBOURS + 1);
    let before = (0..row).rev().take(NEIGHBOURS);
    let mut keys: Vec<_> = after
        .chain(before)
        .filter_map(|row| results.listing.get(row).map(|entry| entry.key()))
        .collect();
    if let Some(selection) = &results.selection {
        keys.retain(|key| key != selection);
        keys.insert(0, selection.clone());
    }
    let above = row.saturating_sub(results.offset);
    Some(Anchor {
        keys,
        row,
        total,
        above,
        below: results.screenful.saturating_sub(above),
    })
}
