//! Choosing a theme.

use super::{Look, list::Scroll};
use crate::config::ThemeSetting;

/// The view: everything behind it already looks like what is under its cursor.
#[derive(Debug)]
pub struct ThemePicker {
    /// What can be chosen.
    pub choices: Vec<ThemeSetting>,
    /// Cursor and offset of the list.
    pub scroll: Scroll,
    /// What was in use when it opened.
    pub(crate) before: ThemeSetting,
}

impl ThemePicker {
    /// The view with the cursor on what is in use.
    #[must_use]
    pub fn new(look: &Look) -> Self {
        let choices = look.choices();
        let before = look.setting().clone();
        let cursor = choices.iter().position(|choice| *choice == before);
        Self {
            choices,
            scroll: Scroll {
                cursor: cursor.unwrap_or(0),
                offset: 0,
            },
            before,
        }
    }

    /// What is under the cursor.
    #[must_use]
    pub fn selected(&self) -> Option<&ThemeSetting> {
        self.choices.get(self.scroll.cursor)
    }
}
