//! Themes, tried on by moving over them.

use chrono::{DateTime, Utc};

use super::overlays::{Input, Next};
use crate::{
    domain::printable::printable_line,
    tui::{
        effect::Effect,
        keymap::Action,
        model::{Level, Model, Overlay, ThemePicker},
    },
};

/// Shows them.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let picker = ThemePicker::new(&model.look);
    model.overlays.push(Overlay::Themes(picker));
    Vec::new()
}

/// Takes keys.
pub(super) fn input(
    view: &mut ThemePicker,
    model: &mut Model,
    input: Input<'_>,
    now: DateTime<Utc>,
) -> Next {
    match input {
        Input::Act(Action::Back) => {
            model.look.show(view.before.clone());
            return Next::close();
        }
        Input::Act(Action::Open) => {
            model.keep_theme();
            if let Some(theme) = model.look.theme() {
                let text = format!("theme: {}", printable_line(&theme.name));
                model.notices.say(Level::Info, text, now);
            }
            return Next::close();
        }
        Input::Act(Action::Move(movement)) => {
            let page = model.viewport.list;
            view.scroll.step(movement, view.choices.len(), page);
            if let Some(choice) = view.selected() {
                model.look.show(choice.clone());
            }
        }
        _ => {}
    }
    Next::stay()
}
