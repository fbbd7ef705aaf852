//! The list of what a cleanup would take: looked through, thinned out, saved, carried out.

use chrono::{DateTime, Utc};

use crate::{
    domain::entry::Entry,
    tui::{
        effect::Effect,
        keymap::Action,
        model::{
            Cleanup, ConfirmCleanup, FilePrompt, Level, Model, Overlay, SavePlan, cleanup::Review,
            list::scroll_text,
        },
        msg::Failure,
        read::{Read, ReadKind},
        write::Write,
    },
};

use super::{
    changes, cleanup,
    file_prompt::{self, Step},
    overlays::{Input, Next},
};

/// Takes keys, while the list shows.
pub(super) fn input(
    view: &mut Cleanup,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    let Some(review) = &mut view.review else {
        return Next::stay();
    };
    if view.applying {
        if let Input::Act(Action::Back) = input {
            model.overlays.push(Overlay::StopChange);
        }
        return Next::stay();
    }
    let viewport = &model.viewport;
    match input {
        Input::Act(Action::Back) => {
            view.review = None;
            return Next::stay().with([Effect::StopRead(ReadKind::LookUp)]);
        }
        Input::Act(Action::Move(movement)) => {
            let len = review.len();
            review.scroll.step(movement, len, viewport.list);
            review.preview = 0;
        }
        Input::Act(Action::Preview(movement)) => {
            let (lines, page) = (viewport.preview_lines, viewport.preview);
            review.preview = scroll_text(movement, review.preview, lines, page);
        }
        Input::Act(Action::Toggle) => review.toggle(),
        Input::Act(Action::Reveal) => {
            if let Some(key) = review.key() {
                model.veil.toggle(key.clone());
            }
        }
        Input::Act(Action::Open) => confirm(review, model, now),
        Input::Act(Action::SavePlan) => save(review, model, now),
        Input::Act(_) | Input::Paste(_) => {}
    }
    Next::stay()
}

/// Asks before anything is touched.
fn confirm(review: &Review, model: &mut Model, now: DateTime<Utc>) {
    if review.chosen() == 0 {
        model
            .notices
            .say(Level::Info, "every entry was taken out", now);
        return;
    }
    model.overlays.push(Overlay::ConfirmCleanup(ConfirmCleanup {
        plan: review.chosen_plan(),
    }));
}

/// The question was answered.
pub(super) fn confirmed(
    view: &mut ConfirmCleanup,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    match input {
        Input::Act(Action::Back) => Next::close(),
        Input::Act(Action::Open) => {
            let effects = changes::begin(model, Write::Cleanup(view.plan.clone()), now);
            if !effects.is_empty()
                && let Some(cleanup) = cleanup::view(model)
            {
                cleanup.applying = true;
            }
            Next::close().with(effects)
        }
        _ => Next::stay(),
    }
}

/// Asks where to save the plan.
fn save(review: &Review, model: &mut Model, now: DateTime<Utc>) {
    if review.chosen() == 0 {
        model
            .notices
            .say(Level::Info, "every entry was taken out", now);
        return;
    }
    let name = format!("cleanup-{}.jsonl", now.format("%Y-%m-%d"));
    model.overlays.push(Overlay::SavePlan(SavePlan {
        plan: review.chosen_plan(),
        file: FilePrompt::proposing(&name),
    }));
}

/// The path is being typed.
pub(super) fn saving(
    view: &mut SavePlan,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    match file_prompt::input(&mut view.file, input) {
        Step::Stay => Next::stay(),
        Step::Close => Next::close(),
        Step::Write(path) => {
            let write = Write::SavePlan(view.plan.clone(), path.clone());
            let effects = changes::begin(model, write, now);
            if !effects.is_empty() {
                view.file.begin(path);
            }
            Next::stay().with(effects)
        }
    }
}

/// Asks for the page in sight.
pub(super) fn want(model: &mut Model) -> Vec<Effect> {
    let Some(view) = cleanup::view(model).filter(|view| view.paging.is_none()) else {
        return Vec::new();
    };
    let wanted = view.review.as_ref().and_then(Review::wanted);
    let Some((page, targets)) = wanted else {
        return Vec::new();
    };
    let (number, effect) = model.read(Read::LookUp(targets));
    if let Some(view) = cleanup::view(model) {
        view.paging = Some((number, page));
    }
    vec![effect]
}

/// Takes a page in.
pub(super) fn looked_up(
    model: &mut Model,
    number: u64,
    answer: Result<Vec<Option<Entry>>, Failure>,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    let Some(view) = cleanup::view(model) else {
        return Vec::new();
    };
    let Some((_, page)) = view.paging.filter(|(asked, _)| *asked == number) else {
        return Vec::new();
    };
    match answer {
        Ok(entries) => {
            view.paging = None;
            if let Some(review) = &mut view.review {
                review.insert(page, entries);
            }
        }
        // Stays as asked for: the store would hear of nothing else.
        Err(failure) => model.notices.say(Level::Error, failure, now),
    }
    Vec::new()
}
