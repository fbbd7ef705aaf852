//! Draws the model: no I/O, no clock, no rule of its own.

mod bars;
mod bulk;
mod chips;
mod cleanup;
mod completion;
mod confirm;
mod conflict;
mod delete;
mod detail;
mod diff;
mod duplicates;
mod editor;
mod empty;
mod floating;
mod full;
mod help;
mod hints;
mod history;
mod layout;
mod leave_editor;
mod list;
mod log;
mod marks;
mod misread;
mod notice;
mod overlays;
mod palette;
mod pane;
mod preview;
mod projects;
mod prompt;
mod purge;
mod query_error;
mod question;
mod reembed;
mod results;
mod row;
mod search_box;
mod secrets;
mod snippet;
mod spans;
mod stats;
mod status;
mod stop_change;
mod tabs;
mod text_box;
mod theme_picker;
mod trash;
mod undo;
mod versions;
mod words;

use std::cell::RefCell;

use chrono::{DateTime, Utc};
use ratatui::{Frame, layout::Rect};

use self::layout::Areas;
use super::{
    keymap::{Action, Context},
    model::{Focus, Hits, Model, Target, Viewport},
    styles::{Depth, Styles, even_out},
};

/// What every part of the screen draws from.
#[derive(Clone, Copy)]
struct Scene<'a> {
    model: &'a Model,
    styles: &'a Styles,
    now: DateTime<Utc>,
    hits: &'a RefCell<Hits>,
}

impl Scene<'_> {
    /// An area takes clicks, above all that took them so far.
    fn clickable(self, area: Rect, target: Target) {
        self.hits.borrow_mut().add(area, target);
    }
}

impl Scene<'_> {
    /// The keys that do something from here; where letters are text, Esc leads out first. None leads to
    /// where one is.
    fn keys(&self, action: Action) -> Option<String> {
        let Model {
            focus,
            overlays,
            keymap,
            ..
        } = self.model;
        let context = self.model.context();
        if action == Action::Search && *focus == Focus::SearchBox {
            return None;
        }
        let here = keymap.first_key(action, context);
        if here.is_some() || !focus.is_text() || !overlays.is_empty() {
            return here;
        }
        let out = keymap.first_key(Action::Back, context)?;
        let key = keymap.first_key(action, Context::of(focus.pane().into()))?;
        Some(format!("{out} {key}"))
    }

    /// A sentence, and the keys that do what it speaks of, if any do.
    fn advice(&self, sentence: &str, action: Action, does: &str) -> String {
        match self.keys(action) {
            Some(keys) => format!("{sentence}: {keys} {does}."),
            None => format!("{sentence}."),
        }
    }
}

/// Draws the whole screen, and tells what it had room for.
pub fn draw(model: &Model, styles: &Styles, now: DateTime<Utc>, frame: &mut Frame) -> Viewport {
    let hits = RefCell::default();
    let scene = Scene {
        model,
        styles,
        now,
        hits: &hits,
    };
    let area = frame.area();
    let buffer = frame.buffer_mut();
    buffer.set_style(area, styles.base);
    let Some(areas) = Areas::of(area, model) else {
        layout::say_too_small(area, styles, buffer);
        model.look.sight().glyphs.reduce(buffer);
        return Viewport::default();
    };
    let mut viewport = Viewport {
        arrangement: areas.arrangement,
        body: areas.body,
        ..Viewport::default()
    };
    let mut cursor = None;
    if let Some(area) = areas.tabs {
        tabs::draw(scene, area, buffer);
    }
    if let Some(area) = areas.projects {
        cursor = cursor.or(projects::draw(scene, area, buffer, &mut viewport));
    }
    if let Some(area) = areas.search {
        cursor = cursor.or(search_box::draw(scene, area, buffer));
    }
    if let Some(area) = areas.results {
        results::draw(scene, area, buffer, &mut viewport);
    }
    if let Some(area) = areas.detail {
        detail::draw(scene, area, buffer, &mut viewport);
    }
    if let Some(area) = areas.stats {
        stats::draw(scene, area, buffer, &mut viewport);
    }
    areas.put_borders(scene);
    let is_told = status::draw(scene, areas.results.is_some(), areas.status, buffer);
    if let Some(search) = areas.search {
        completion::draw(scene, search, area, buffer);
    }
    if !model.overlays.is_empty() {
        cursor = overlays::draw(scene, area, buffer, &mut viewport);
    }
    if let Some(notice) = model.notices.current().filter(|_| !is_told) {
        notice::draw(notice, scene, area, buffer);
    }
    if let Some(position) = cursor {
        frame.set_cursor_position(position);
    }
    let sight = model.look.sight();
    if sight.depth == Depth::Sixteen {
        even_out(styles, frame.buffer_mut());
    }
    sight.glyphs.reduce(frame.buffer_mut());
    viewport.hits = hits.into_inner();
    viewport
}

#[cfg(test)]
mod tests;
