//! Clicks on the rules of a cleanup and on the chart of what they would take.

use chrono::{DateTime, Utc};

use super::changed;
use crate::tui::model::{Model, Overlay, Target, cleanup::Field, line_box::Edit};

/// A click on a line of the form, on a type, or on a bar. In a line of text it also moves the
/// cursor by so many characters.
pub(in crate::tui::update) fn click(
    model: &mut Model,
    target: Target,
    characters: Option<isize>,
    now: DateTime<Utc>,
) {
    let Some(Overlay::Cleanup(view)) = model.overlays.last_mut() else {
        return;
    };
    match target {
        Target::Rule(field) => {
            view.field = field;
            if let (Field::Filter, Some(steps)) = (field, characters) {
                let edit = if steps < 0 { Edit::Left } else { Edit::Right };
                view.rules.edit_filter(now, |line| {
                    for _ in 0..steps.unsigned_abs() {
                        line.edit(edit);
                    }
                });
            }
        }
        Target::Kind(number) => {
            let Some(kind) = view.kinds().get(number).map(|kind| (*kind).to_owned()) else {
                return;
            };
            view.field = Field::Protect;
            view.kind = number;
            view.rules.toggle_kind(&kind);
            changed(view);
        }
        Target::Day(day) => {
            view.field = Field::Age;
            view.rules.age.set(&day.to_string(), now);
            changed(view);
        }
        _ => {}
    }
}
