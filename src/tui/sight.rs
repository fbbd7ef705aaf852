//! Finds out what the terminal can show.

use super::{background::Background, glyphs::Glyphs, model::Sight, styles::Depth};
use crate::config::Appearance;

/// What the terminal can show, and whether an answer of it may still come. It must be in raw mode, and
/// nobody else may read from it meanwhile.
pub(super) fn of_terminal(appearance: &Appearance) -> (Sight, bool) {
    let variable = |name: &str| std::env::var(name).ok();
    let depth = Depth::of(appearance.color, variable);
    // Else colours that the config asks for are left out where `NO_COLOR` is set.
    crossterm::style::force_color_output(depth != Depth::None);
    let background = Background::ask(variable);
    let sight = Sight {
        depth,
        glyphs: Glyphs::of(appearance.glyphs, variable),
        is_light: background.is_light,
    };
    (sight, background.answer_pending)
}
