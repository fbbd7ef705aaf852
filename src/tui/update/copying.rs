//! Copying: told at once, and told again when it went wrong.

use chrono::{DateTime, Utc};

use crate::tui::{
    effect::Effect,
    model::{Level, Model},
    msg::Failure,
};

/// Has a text copied, and tells so and which way it goes.
pub(super) fn copy(model: &mut Model, text: String, told: &str, now: DateTime<Utc>) -> Vec<Effect> {
    let told = format!("{told}{}", model.copying.remark());
    model.notices.say(Level::Info, told, now);
    vec![Effect::Copy(text)]
}

/// The clipboard of this machine failed: from here on texts go to the terminal.
pub(super) fn failed(
    model: &mut Model,
    text: String,
    failed: &Failure,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    model.copying.local = false;
    let told = format!(
        "the clipboard of this machine failed ({failed}); copied{} instead",
        model.copying.remark()
    );
    model.notices.say(Level::Warning, told, now);
    vec![Effect::Copy(text)]
}
