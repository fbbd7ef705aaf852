//! How news and keys change the model: synchronous, without clock or I/O.

mod answers;
mod asking;
mod back;
mod bulk;
mod changes;
mod cleanup;
mod conflict;
mod copying;
mod delete;
mod duplicates;
mod editor;
mod file_prompt;
mod help;
mod history;
mod keys;
mod log;
mod marks;
mod mouse;
mod moving;
mod neighbours;
mod overlays;
mod pages;
mod palette;
mod projects;
mod purge;
mod reembed;
mod review;
mod search_box;
mod secrets;
mod sizes;
mod stats;
mod syntax;
mod theme_picker;
mod told;
mod trash;
mod undo;
mod work;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

use crate::service::After;

use super::{
    effect::Effect,
    model::{Model, undo::Again},
    msg::Msg,
    read::Answer,
};

/// What to load before anything was pressed.
#[must_use]
pub fn start(model: &mut Model) -> Vec<Effect> {
    let mut effects = vec![Effect::LoadProjects, Effect::CountCoverage];
    effects.extend(asking::ask(model, asking::Reason::Changed));
    model.stats.stale = true;
    effects
}

/// Takes one piece of news in, and tells what to do about it.
#[must_use]
pub fn update(model: &mut Model, msg: Msg, now: DateTime<Utc>) -> Vec<Effect> {
    work::heard(&mut model.work, &msg);
    let by_hand = matches!(msg, Msg::Key(_) | Msg::Mouse(..));
    let mut effects = match msg {
        Msg::Key(key) => keys::key(model, key, now),
        Msg::Mouse(gesture, at) => mouse::mouse(model, gesture, at, now),
        Msg::Paste(text) => keys::paste(model, &text, now),
        Msg::Drawn(viewport) => {
            let before = std::mem::replace(&mut model.viewport, viewport);
            if !model.viewport.has_room_of(&before) {
                moving::keep_visible(model, &before);
            }
            Vec::new()
        }
        Msg::Tick => {
            model.notices.expire(now);
            Vec::new()
        }
        Msg::Projects(answer) => projects::loaded(model, answer, now),
        Msg::Broken(broken) => projects::broken(model, broken, now),
        Msg::Listed { generation, answer } => answers::listed(model, generation, answer, now),
        Msg::Page {
            listing,
            page,
            rows,
        } => pages::loaded(model, listing, page, rows),
        Msg::Found { generation, answer } => answers::found(model, generation, answer, now),
        Msg::Narrowed { generation, rows } => answers::narrowed(model, generation, &rows),
        Msg::Stats { generation, answer } => stats::counted(model, generation, answer),
        Msg::Coverage(answer) => reembed::coverage(model, answer, now),
        Msg::StoreChanged => store_changed(model, now),
        Msg::ReembedProgress(progress) => reembed::progress(model, progress),
        Msg::ReembedEnded(outcome) => reembed::ended(model, outcome, now),
        Msg::WriteProgress(progress) => changes::progress(model, progress),
        Msg::Written { write, outcome } => changes::ended(model, &write, outcome, now),
        Msg::ReadProgress { number, progress } => {
            duplicates::progress(model, number, progress);
            secrets::progress(model, number, progress);
            history::progress(model, number, progress)
        }
        Msg::Answer { number, answer } => answered(model, number, answer, now),
        Msg::EditedOutside { entry, outcome } => {
            editor::back_from_outside(model, &entry, outcome, now)
        }
        Msg::CopyFailed { text, failed } => copying::failed(model, text, &failed, now),
        Msg::Quit => keys::quit(model, now),
        Msg::GraceOver => keys::grace_over(model),
    };
    marks::follow(model);
    effects.extend(asking::ask_for_more(model));
    effects.extend(pages::want(model, by_hand));
    effects.extend(stats::want(model, now));
    effects.extend(neighbours::want(model));
    effects.extend(syntax::want(model));
    effects.extend(review::want(model));
    effects.extend(search_box::follow(model, now));
    let selected = model.selected_key();
    model.veil.follow(selected.as_ref());
    work::asked(model, &effects, now);
    effects
}

/// Hands what was read to the view that asked for it.
fn answered(model: &mut Model, number: u64, answer: Answer, now: DateTime<Utc>) -> Vec<Effect> {
    match answer {
        Answer::Targets(answer) => marks::taken(model, number, answer, now),
        Answer::Survey(answer) => delete::surveyed(model, number, answer),
        Answer::FieldValues(answer) if bulk::asked(model, number) => {
            bulk::values(model, number, answer, now)
        }
        Answer::FieldValues(answer) => search_box::values(model, number, answer, now),
        Answer::Trash(answer) => trash::loaded(model, number, answer),
        Answer::Log(answer) => log::loaded(model, number, answer),
        Answer::LastChange(answer) => undo::found(model, Again::Undo, number, answer, now),
        Answer::Entry(answer) => editor::looked_up(model, number, answer, now),
        Answer::History(answer) => history::read(model, number, answer),
        Answer::Neighbours(answer) => neighbours::read(model, number, answer),
        Answer::Syntax(answer) => syntax::read(model, number, answer),
        Answer::LastUndone(answer) => undo::found(model, Again::Redo, number, answer, now),
        Answer::Ages(answer) => cleanup::aged(model, number, answer),
        Answer::Plan(answer) => cleanup::planned(model, number, answer, now),
        Answer::LookUp(answer) => review::looked_up(model, number, answer, now),
        Answer::Duplicates(answer) => duplicates::found(model, number, answer),
        Answer::Secrets(answer) => secrets::found(model, number, answer),
        Answer::PurgePlan(answer) => purge::planned(model, number, answer),
        Answer::Health(answer) => stats::examined(model, number, answer, now),
    }
}

/// Has the store looked after. While vectors are made there is an end to come, which asks for it anew.
fn keep_up(model: &Model, after: After) -> Option<Effect> {
    (!model.reembed.is_active()).then_some(Effect::KeepUp(after))
}

fn store_changed(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    stats::store_changed(model);
    model.results.listing.stale = true;
    model.detail.neighbours.stale = true;
    model.search_box.completion.outdate();
    let mut effects = vec![Effect::LoadProjects, Effect::CountCoverage];
    effects.extend(asking::ask(model, asking::Reason::Refresh));
    effects.extend(cleanup::store_changed(model));
    effects.extend(secrets::store_changed(model));
    effects.extend(trash::refresh(model, now));
    effects.extend(log::refresh(model));
    effects
}
