//! Keeps account of what is at work, from what was asked for and what came back.

use chrono::{DateTime, Utc};

use crate::tui::{
    effect::Effect,
    model::{
        Model,
        work::{Job, WorkInHand},
    },
    msg::Msg,
};

/// Takes in what came back.
pub(super) fn heard(work: &mut WorkInHand, msg: &Msg) {
    match msg {
        Msg::ReembedProgress(progress) => work.advance(|job| job == Job::Vectors, *progress),
        Msg::ReembedEnded(_) => work.end(|job| job == Job::Vectors),
        Msg::WriteProgress(progress) => work.advance(|job| job == Job::Change, *progress),
        Msg::Written { .. } => work.end(|job| job == Job::Change),
        Msg::ReadProgress { number, progress } => work.advance(is_read(*number), *progress),
        Msg::Answer { number, .. } => work.end(is_read(*number)),
        _ => {}
    }
}

fn is_read(number: u64) -> impl Fn(Job) -> bool {
    move |job| matches!(job, Job::Read(_, at_work) if at_work == number)
}

/// Takes in what is asked for.
pub(super) fn asked(model: &mut Model, effects: &[Effect], now: DateTime<Utc>) {
    for effect in effects {
        match effect {
            Effect::Read { number, read } => {
                model.work.begin(Job::Read(read.kind(), *number), now);
            }
            Effect::StopRead(stopped) => {
                let is_it = |job| matches!(job, Job::Read(kind, _) if kind == *stopped);
                model.work.end(is_it);
            }
            Effect::Reembed => model.work.begin(Job::Vectors, now),
            _ => {}
        }
    }
    // One change after the other.
    if model.changes.is_active() && model.work.on(Job::Change).is_none() {
        model.work.begin(Job::Change, now);
    }
}
