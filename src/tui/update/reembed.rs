//! Making of missing vectors: offered, started, watched, stopped.

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        count::{counted, thousands},
        health::Meaning,
    },
    service::{After, Progress, ReembedReport},
    tui::{
        effect::Effect,
        keymap::{Action, Context},
        model::{Focus, Level, Model, Overlay, Reembed},
        msg::Failure,
    },
};

/// The key for it was pressed: asks first, whatever it would do.
pub(super) fn pressed(model: &mut Model, now: DateTime<Utc>) -> Vec<Effect> {
    match (model.reembed, model.coverage) {
        (Reembed::Running { .. }, _) => model.overlays.push(Overlay::StopReembed),
        (Reembed::Stopping { .. }, _) => {
            model
                .notices
                .say(Level::Info, "stopping after the batch at work", now);
        }
        (Reembed::Idle, None) => {
            let text = "counting the entries without a vector";
            model.notices.say(Level::Info, text, now);
            // Where that failed, it is told why again, or what was wrong is mended by now.
            return vec![Effect::CountCoverage];
        }
        // Records do not tell what others changed since.
        (Reembed::Idle, Some(coverage)) if coverage.missing() == 0 => {
            let text =
                "every entry has a vector; `lore reembed` finds what others have changed since";
            model.notices.say(Level::Info, text, now);
        }
        (Reembed::Idle, Some(_)) => model.overlays.push(Overlay::OfferReembed),
    }
    Vec::new()
}

/// Starts it, unless it runs.
pub(super) fn begin(model: &mut Model) -> Vec<Effect> {
    if model.reembed.is_active() {
        return Vec::new();
    }
    model.reembed = Reembed::Running { progress: None };
    vec![Effect::Reembed]
}

/// Has it stop, if it runs.
pub(super) fn stop(model: &mut Model) -> Vec<Effect> {
    let Reembed::Running { progress } = model.reembed else {
        return Vec::new();
    };
    model.reembed = Reembed::Stopping { progress };
    vec![Effect::StopReembed]
}

/// Takes in how far it is.
pub(super) fn progress(model: &mut Model, now_at: Progress) -> Vec<Effect> {
    match &mut model.reembed {
        Reembed::Idle => {}
        Reembed::Running { progress } | Reembed::Stopping { progress } => *progress = Some(now_at),
    }
    Vec::new()
}

/// Takes in that it ended. What it wrote comes in as a change of the store.
pub(super) fn ended(
    model: &mut Model,
    outcome: Result<ReembedReport, Failure>,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    model.reembed = Reembed::Idle;
    model
        .overlays
        .retain(|overlay| !matches!(overlay, Overlay::StopReembed));
    match outcome {
        Ok(report) => {
            let text = told(model, &report);
            model.notices.say(Level::Info, text, now);
        }
        Err(failure) => model.notices.say(Level::Error, failure, now),
    }
    vec![Effect::CountCoverage, Effect::KeepUp(After::Write)]
}

/// What came of it, in one line.
fn told(model: &Model, report: &ReembedReport) -> String {
    if report.cancelled {
        let made = counted(report.embedded, "entry", "entries");
        let context = Context::of(Focus::Results);
        let key = model.keymap.first_key(Action::Reembed, context);
        let on = key.map_or(String::new(), |key| format!("; {key} goes on"));
        return format!("stopped: {made} got a vector{on}");
    }
    let more = counted(report.embedded, "more entry", "more entries");
    match report.skipped.len() {
        0 => format!("semantic search sees {more}"),
        skipped => format!(
            "semantic search sees {more}; {} cannot have a vector",
            thousands(skipped)
        ),
    }
}

/// Takes in what semantic search can see; starts by itself, once, when told to at the start.
pub(super) fn coverage(
    model: &mut Model,
    answer: Result<Meaning, Failure>,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    match answer {
        Ok(coverage) => {
            model.coverage = Some(coverage);
            if coverage.missing() == 0 {
                model
                    .overlays
                    .retain(|overlay| !matches!(overlay, Overlay::OfferReembed));
            }
            if coverage.missing() > 0 && std::mem::take(&mut model.embed_missing) {
                return begin(model);
            }
        }
        Err(failure) => model.notices.say(Level::Warning, failure, now),
    }
    Vec::new()
}
