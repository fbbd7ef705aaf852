//! Keys and pastes.

use chrono::{DateTime, Utc};

use crate::{
    domain::count::thousands,
    tui::{
        effect::Effect,
        keymap::{Action, Context, Key},
        model::{
            Focus, Level, Model,
            line_box::{Edit, LineBox, MAX_CHARS},
        },
    },
};

use super::{
    asking::{self, Reason},
    back, bulk, changes, cleanup, copying, delete, duplicates, editor, help, history, log, marks,
    mouse, moving, neighbours,
    overlays::{self, Input},
    palette, projects, purge, reembed, search_box, secrets, sizes, stats, theme_picker, trash,
    undo,
};

/// A key was pressed.
pub(super) fn key(model: &mut Model, key: Key, now: DateTime<Utc>) -> Vec<Effect> {
    undo::forget(model);
    let Some(action) = model.keymap.resolve(model.context(), key) else {
        return Vec::new();
    };
    perform(model, action, now)
}

/// Does what a key or the palette asks for, in what has the keys.
pub(super) fn perform(model: &mut Model, action: Action, now: DateTime<Utc>) -> Vec<Effect> {
    match action {
        Action::Quit => editor::holds_back(model, now).unwrap_or_else(|| quit(model, now)),
        Action::Help => {
            help::toggle(model);
            Vec::new()
        }
        Action::Palette => palette::open(model),
        Action::Suspend => vec![Effect::Suspend],
        _ => act_on_top(model, action, now),
    }
}

/// Does something in what has the keys: the view on top, else the panes.
pub(super) fn act_on_top(model: &mut Model, action: Action, now: DateTime<Utc>) -> Vec<Effect> {
    if model.overlays.is_empty() {
        return act(model, action, now);
    }
    if action == Action::Back {
        model.notices.dismiss();
    }
    overlays::input(model, Input::Act(action), now)
}

/// A text was pasted: into the box being typed in, else into the search box.
pub(super) fn paste(model: &mut Model, text: &str, now: DateTime<Utc>) -> Vec<Effect> {
    if !model.overlays.is_empty() {
        return overlays::input(model, Input::Paste(text), now);
    }
    // Who pastes into a list sees no cursor: it is one more word.
    let is_more = !model.focus.is_text();
    if is_more {
        model.focus = Focus::SearchBox;
    }
    let mut whole = true;
    let effects = edit(model, Reason::Changed, now, |line| {
        if is_more {
            line.edit(Edit::End);
            if line.text().ends_with(|c: char| !c.is_whitespace()) {
                line.insert(" ");
            }
        }
        whole = line.insert(text);
    });
    if !whole {
        let text = format!(
            "the paste was cut: a line holds {} characters",
            thousands(MAX_CHARS)
        );
        model.notices.say(Level::Warning, text, now);
    }
    effects
}

fn act(model: &mut Model, action: Action, now: DateTime<Utc>) -> Vec<Effect> {
    match action {
        Action::Back => return back::back(model, now),
        Action::Complete => return search_box::complete(model, now),
        Action::Choose(forward) => return search_box::choose(model, forward),
        Action::Recall(older) => return search_box::recall(model, older, now),
        // The hits lie below the search box, in the same pane.
        Action::NextPane if model.focus == Focus::SearchBox => model.focus = Focus::Results,
        Action::NextPane => model.focus = model.focus.pane().step(true).into(),
        Action::PreviousPane => model.focus = model.focus.pane().step(false).into(),
        Action::GoTo(pane) => model.focus = pane.into(),
        Action::Search => model.focus = Focus::SearchBox,
        Action::FilterProjects => model.focus = Focus::ProjectFilter,
        Action::Move(movement) if model.context() == Context::Completion => {
            model.search_box.completion.step(movement);
        }
        Action::Move(movement) => return moving::movement(model, movement, now),
        Action::Step(right) => stats::aside(model, right, now.date_naive()),
        Action::CycleUnit => return stats::cycle_unit(model),
        Action::Open if model.focus == Focus::Stats => return stats::open(model, now),
        Action::Open if model.search_box.completion.has_choice() => {
            return search_box::complete(model, now);
        }
        Action::Open => return open(model),
        Action::Collapse => return projects::collapse(model),
        Action::Expand => return projects::expand(model),
        Action::Zoom => sizes::zoom(model, now),
        Action::Grow(axis, more) => sizes::grow(model, axis, more, now),
        Action::ResetSizes => sizes::reset(model),
        Action::ToggleMouse => return mouse::toggle(model, now),
        Action::CycleSort => return cycle_sort(model, now),
        Action::CycleMode => return cycle_mode(model),
        Action::Copy => return copy(model, now),
        Action::Reembed => return reembed::pressed(model, now),
        Action::Mark => return marks::toggle(model, now),
        Action::MarkRange => return marks::range(model, now),
        Action::MarkAll => return marks::all(model),
        Action::InvertMarks => return marks::invert(model),
        Action::ClearMarks => return marks::clear(model, now),
        Action::Delete => return delete::pressed(model, now),
        Action::BulkMenu => return bulk::pressed(model, now),
        Action::Bulk(bulk) => return bulk::at_once(model, bulk, now),
        Action::Undo => return undo::undo(model, now),
        Action::Redo => return undo::redo(model, now),
        Action::Trash => return trash::open(model, now),
        Action::Log => return log::open(model),
        Action::Themes => return theme_picker::open(model),
        Action::Type(c) => {
            return edit(model, Reason::Typed, now, |line| {
                line.insert(c.encode_utf8(&mut [0; 4]));
            });
        }
        Action::Edit(how) => return edit(model, Reason::Typed, now, |line| line.edit(how)),
        Action::Cleanup => return cleanup::open(model, now),
        Action::Duplicates => return duplicates::open(model),
        Action::Secrets => return secrets::open(model),
        Action::Purge => return purge::pressed(model, now),
        Action::Reveal => secrets::reveal(model, now),
        Action::ToggleRaw => model.detail.raw = !model.detail.raw,
        Action::ToggleFields => model.detail.folded = !model.detail.folded,
        Action::Neighbour(forward) => neighbours::step(model, forward),
        Action::EditEntry => return editor::open(model),
        Action::EditOutside => return editor::open_outside(model),
        Action::History => return history::open(model),
        // Only what lies over the panes knows these.
        Action::Restore
        | Action::EmptyTrash
        | Action::Preview(_)
        | Action::Toggle
        | Action::Threshold(_)
        | Action::SavePlan
        | Action::NotDuplicates
        | Action::Text(_)
        | Action::Cut
        | Action::Paste
        | Action::Save
        | Action::Discard
        | Action::TakeMine
        | Action::TakeTheirs
        | Action::Compare
        | Action::Find
        | Action::Quit
        | Action::Palette
        | Action::Suspend
        | Action::Help => {}
    }
    Vec::new()
}

/// Ends the program: at once, or when running writes have stopped. A second time does not wait.
pub(super) fn quit(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    model.forced = model.quitting;
    model.quitting = true;
    if model.is_over() {
        return Vec::new();
    }
    let text = "quitting when the batch at work is written; Ctrl-C again quits now";
    model.notices.say(Level::Info, text, now);
    reembed::stop(model)
}

/// Waiting was long enough: changes stop where they safely can; when they were told before, the
/// program ends without them.
pub(super) fn grace_over(model: &mut Model) -> Vec<Effect> {
    let effects = changes::stop(model);
    model.forced = effects.is_empty();
    effects
}

fn open(model: &mut Model) -> Vec<Effect> {
    match model.focus {
        Focus::SearchBox => {
            model.focus = Focus::Results;
            let mut effects = asking::hurry(model);
            effects.extend(search_box::used(model));
            return effects;
        }
        Focus::Results if model.selected_entry().is_some() => {
            model.focus = Focus::Detail;
            return search_box::used(model).into_iter().collect();
        }
        Focus::Projects => model.focus = Focus::Results,
        Focus::ProjectFilter => {
            model.focus = Focus::Projects;
            return projects::go_to(model, model.projects.cursor);
        }
        Focus::Detail => neighbours::open(model),
        Focus::Results | Focus::Stats => {}
    }
    Vec::new()
}

fn cycle_sort(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    if !model.search_box.query().words.is_empty() {
        let text = "hits stand by score; sorting by age works without search words";
        model.notices.say(Level::Info, text, now);
        return Vec::new();
    }
    model.sort = model.sort.next();
    asking::ask(model, Reason::Changed)
}

fn cycle_mode(model: &mut Model) -> Vec<Effect> {
    model.mode = model.mode.next();
    if model.search_box.query().words.is_empty() {
        return Vec::new();
    }
    asking::ask(model, Reason::Changed)
}

fn copy(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    let Some(entry) = model.selected_entry().cloned() else {
        return Vec::new();
    };
    let text = entry.text.clone();
    let told = if model.veil.covers(&entry) {
        secrets::COPIED
    } else {
        "text copied"
    };
    copying::copy(model, text, told, now)
}

fn edit(
    model: &mut Model,
    reason: Reason,
    now: DateTime<Utc>,
    how: impl FnOnce(&mut LineBox),
) -> Vec<Effect> {
    if model.focus == Focus::SearchBox {
        search_box::edited(model);
    }
    if model.focus == Focus::ProjectFilter {
        projects::change_filter(model, how);
    } else if model.focus == Focus::SearchBox && model.search_box.change(now, how) {
        return asking::ask(model, reason);
    }
    Vec::new()
}
