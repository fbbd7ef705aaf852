//! `Esc`: one step back, never out of the program.

use chrono::{DateTime, Utc};

use crate::tui::{
    effect::Effect,
    keymap::{Action, Context},
    model::{Focus, Level, LineBox, Model, Overlay, Reembed, Scope},
};

use super::{
    asking::{self, Reason},
    marks, neighbours, projects, search_box, stats,
};

/// Backs out one step.
pub(super) fn back(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    model.notices.dismiss();
    if model.search_box.completion.close() {
        return Vec::new();
    }
    if model.focus == Focus::Detail && neighbours::back(model) {
        return Vec::new();
    }
    match model.focus {
        Focus::Results if model.marks.range.is_some() || model.marks.marking.is_some() => {
            return marks::stop(model);
        }
        Focus::Results if model.changes.is_active() => model.overlays.push(Overlay::StopChange),
        _ if model.zoomed && !model.focus.is_text() => model.zoomed = false,
        Focus::ProjectFilter => {
            model.focus = Focus::Projects;
            projects::clear_filter(model);
        }
        Focus::Projects if has_text(&model.projects.filter) => projects::clear_filter(model),
        Focus::Results if model.stats.led.is_some() => {
            return stats::back(model, now).unwrap_or_else(|| back(model, now));
        }
        Focus::Results if has_text(model.search_box.line()) => {
            return clear(model, now);
        }
        Focus::Projects | Focus::Results if model.scope != Scope::All => {
            return projects::go_to(model, 0);
        }
        Focus::Projects | Focus::SearchBox | Focus::Detail | Focus::Stats => {
            model.focus = Focus::Results;
        }
        Focus::Results if matches!(model.reembed, Reembed::Running { .. }) => {
            model.overlays.push(Overlay::StopReembed);
        }
        Focus::Results => {}
    }
    Vec::new()
}

/// Empties the search box; where its line can be had again, that is told.
fn clear(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    let line = model.search_box.line().text().trim().to_owned();
    let mut effects: Vec<Effect> = search_box::used(model).into_iter().collect();
    model.search_box.change(now, LineBox::clear);
    let key = model
        .keymap
        .first_key(Action::Recall(true), Context::SearchBox);
    if let Some(key) = key.filter(|_| model.search_box.recall.is_newest(&line)) {
        let text = format!("search cleared; {key} in the search box brings it back");
        model.notices.say(Level::Info, text, now);
    }
    effects.extend(asking::ask(model, Reason::Changed));
    effects
}

fn has_text(line: &LineBox) -> bool {
    !line.text().is_empty()
}
