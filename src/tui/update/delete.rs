//! Deleting: asked first, with what it is about to take.

use chrono::{DateTime, Utc};

use super::{
    changes,
    overlays::{Input, Next},
};
use crate::{
    domain::change::{Action as ChangeAction, Target},
    service::Survey,
    tui::{
        effect::Effect,
        keymap::Action,
        model::{DeleteQuestion, Level, Model, Overlay},
        msg::Failure,
        read::{Read, ReadKind},
        write::Write,
    },
};

/// The marked entries, else the selected one.
pub(super) fn chosen(model: &Model) -> Vec<Target> {
    if model.marks.is_empty() {
        let selected = model.selected_entry();
        return selected.map(|entry| entry.target()).into_iter().collect();
    }
    model.marks.targets()
}

/// Asks whether the marked entries, else the selected one, should go.
pub(super) fn pressed(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    let targets = chosen(model);
    if targets.is_empty() {
        model.notices.say(Level::Info, "no entry is selected", now);
        return Vec::new();
    }
    ask(model, targets)
}

/// Asks whether these should go.
pub(super) fn ask(model: &mut Model, targets: Vec<Target>) -> Vec<Effect> {
    let (number, effect) = model.read(Read::Survey(targets.clone()));
    model.overlays.push(Overlay::Delete(DeleteQuestion {
        targets,
        survey: None,
        error: None,
        number,
    }));
    vec![effect]
}

/// Takes keys.
pub(super) fn input(
    view: &mut DeleteQuestion,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    let stop = Effect::StopRead(ReadKind::Survey);
    match input {
        Input::Act(Action::Open) => {
            let write = Write::Delete {
                targets: std::mem::take(&mut view.targets),
                action: ChangeAction::Delete,
                detail: String::new(),
            };
            Next::close()
                .with([stop])
                .with(changes::begin(model, write, now))
        }
        Input::Act(Action::Back) => Next::close().with([stop]),
        _ => Next::stay(),
    }
}

/// Takes in what the targets are.
pub(super) fn surveyed(
    model: &mut Model,
    number: u64,
    answer: Result<Survey, Failure>,
) -> Vec<Effect> {
    let view = model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::Delete(view) if view.number == number => Some(view),
        _ => None,
    });
    match (view, answer) {
        (Some(view), Ok(survey)) => view.survey = Some(survey),
        (Some(view), Err(failure)) => view.error = Some(failure),
        (None, _) => {}
    }
    Vec::new()
}
