//! The box of a line that is asked for.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Span,
};

use super::{Scene, floating, help::centred, pane::Pane, search_box::put_edited, spans};
use crate::tui::{model::LineBox, text::wrap};

/// Columns of the line.
const WIDTH: u16 = 60;

/// A prompt being put together.
pub(super) struct Prompt<'a> {
    title: &'a str,
    line: &'a LineBox,
    about: String,
    below: Vec<Vec<Span<'a>>>,
    wrong: Option<&'a str>,
}

impl<'a> Prompt<'a> {
    /// What is asked for, and the line as far as it is typed.
    pub fn new(title: &'a str, line: &'a LineBox) -> Self {
        Self {
            title,
            line,
            about: String::new(),
            below: Vec::new(),
            wrong: None,
        }
    }

    /// What it is about, above the line.
    pub fn about(mut self, text: impl Into<String>) -> Self {
        self.about = text.into();
        self
    }

    /// Lines below, such as what could be meant.
    pub fn below(mut self, lines: impl IntoIterator<Item = Vec<Span<'a>>>) -> Self {
        self.below.extend(lines);
        self
    }

    /// Why the line cannot be taken as it is.
    pub fn wrong(mut self, why: Option<&'a str>) -> Self {
        self.wrong = why;
        self
    }

    /// Draws it in the middle of an area; tells where the cursor is.
    pub fn draw(self, scene: Scene<'_>, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        let styles = scene.styles;
        let width = (WIDTH + 4).min(area.width);
        let columns = usize::from(width.saturating_sub(4));
        let about: Vec<&str> = wrap::lines(&self.about, columns).collect();
        let wrong: Vec<&str> = self
            .wrong
            .map_or(Vec::new(), |why| wrap::lines(why, columns).collect());
        let fixed = about.len() + wrong.len() + 3;
        let below = self
            .below
            .len()
            .min(usize::from(area.height).saturating_sub(fixed));
        let height = u16::try_from(fixed + below).unwrap_or(u16::MAX);
        let frame = centred(area, width, height);
        floating::clear(frame, styles.raised, buffer);
        let inner = Pane::new(styles, true)
            .named(self.title)
            .draw(frame, buffer);
        let mut rows = spans::rows(inner);
        for (text, row) in about.into_iter().zip(&mut rows) {
            spans::put(buffer, row, vec![Span::styled(text, styles.muted)]);
        }
        let row = rows.next()?;
        let used = spans::put(buffer, row, vec![Span::styled("› ", styles.accent)]);
        let line = Rect {
            x: row.x + used,
            width: row.width.saturating_sub(used),
            ..row
        };
        let cursor = put_edited(self.line, &[], scene, line, buffer);
        for (text, row) in wrong.into_iter().zip(&mut rows) {
            spans::put(buffer, row, spans::layered(text, styles.bad, &[], 0));
        }
        for (spans, row) in self.below.into_iter().take(below).zip(&mut rows) {
            spans::put(buffer, row, spans);
        }
        Some(cursor)
    }
}
