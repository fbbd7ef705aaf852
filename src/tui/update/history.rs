//! What an entry said before: read, looked at, brought back.

use chrono::{DateTime, Utc};

use crate::{
    domain::history::Past,
    service::Progress,
    tui::{
        effect::Effect,
        keymap::{Action, Movement},
        model::{
            BringBack, History, Level, Model, Overlay,
            list::{screenful, scroll_text},
        },
        msg::Failure,
        read::{Read, ReadKind},
        write::Write,
    },
};

use super::{
    changes,
    overlays::{Input, Next},
};

/// Opens the history of the selected entry.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let Some(key) = model.selected_entry().map(|entry| entry.key()) else {
        return Vec::new();
    };
    let (number, effect) = model.read(Read::History(key.clone()));
    let mut view = History::new(key, number);
    view.revealed = model.veil.is_revealed(&view.key);
    model.overlays.push(Overlay::History(Box::new(view)));
    vec![effect]
}

/// Takes keys.
pub(super) fn input(
    view: &mut History,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    let Input::Act(action) = input else {
        return Next::stay();
    };
    let viewport = &model.viewport;
    match action {
        Action::Back => return Next::close().with([Effect::StopRead(ReadKind::History)]),
        Action::Compare => view.turn(),
        Action::Reveal => view.reveal(),
        Action::Move(movement @ (Movement::PageUp | Movement::PageDown))
        | Action::Preview(movement) => {
            view.scroll = scroll_text(
                movement,
                view.scroll,
                viewport.preview_lines,
                screenful(viewport.preview),
            );
        }
        Action::Move(movement) => {
            let before = view.list.cursor;
            view.list.step(movement, view.len(), viewport.list);
            if view.list.cursor != before {
                view.compare();
            }
        }
        Action::Open => bring_back(view, model, now),
        _ => {}
    }
    Next::stay()
}

fn bring_back(view: &History, model: &mut Model, now: DateTime<Utc>) {
    let Some(earlier) = view.selected() else {
        return;
    };
    let Some(current) = view.current() else {
        let text = "the entry is gone; bring it back from the trash first";
        return model.notices.say(Level::Warning, text, now);
    };
    match BringBack::new(current, earlier, view.revealed) {
        Some(question) => model.overlays.push(Overlay::BringBack(Box::new(question))),
        None => model
            .notices
            .say(Level::Info, "the entry says that now", now),
    }
}

/// Has an earlier state brought back.
pub(super) fn do_bring_back(
    question: &BringBack,
    model: &mut Model,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    let write = Write::Edit {
        target: question.target.clone(),
        edit: question.edit.clone(),
    };
    changes::begin(model, write, now)
}

/// Takes the states in.
pub(super) fn read(
    model: &mut Model,
    number: u64,
    answer: Result<Vec<Past>, Failure>,
) -> Vec<Effect> {
    if let Some(view) = find(model, number) {
        match answer {
            Ok(states) => view.fill(states),
            Err(failure) => view.error = Some(failure),
        }
    }
    Vec::new()
}

/// Takes in how far reading is.
pub(super) fn progress(model: &mut Model, number: u64, progress: Progress) -> Vec<Effect> {
    if let Some(view) = find(model, number) {
        view.progress = Some(progress);
    }
    Vec::new()
}

/// Reads anew when something was written: an earlier state may have come back.
pub(super) fn refresh(model: &mut Model) -> Vec<Effect> {
    let key = model.overlays.iter().find_map(|overlay| match overlay {
        Overlay::History(view) => Some(view.key.clone()),
        _ => None,
    });
    let Some(key) = key else {
        return Vec::new();
    };
    let (number, effect) = model.read(Read::History(key));
    for overlay in &mut model.overlays {
        if let Overlay::History(view) = overlay {
            view.number = number;
        }
    }
    vec![effect]
}

fn find(model: &mut Model, number: u64) -> Option<&mut History> {
    model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::History(view) if view.number == number => Some(view.as_mut()),
        _ => None,
    })
}
