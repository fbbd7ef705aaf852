//! The box of a question that is answered with yes or no.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Span,
};

use super::{
    Scene, floating,
    help::centred,
    hints::{self, Hint},
    pane::Pane,
    spans,
};
use crate::tui::{
    keymap::{Action, Context},
    text::wrap,
};

/// Columns of the text.
const WIDTH: u16 = 54;

/// Columns of the text when there are samples, which are hard to tell apart when cut short.
pub(super) const WIDE: u16 = 76;

/// A question being put together.
pub(super) struct Question<'a> {
    title: &'a str,
    answers: Vec<Hint<'a>>,
    yes: &'a str,
    no: &'a str,
    body: Vec<String>,
    samples: Vec<Vec<Span<'a>>>,
    warning: Option<String>,
}

impl<'a> Question<'a> {
    /// A question and what its two answers do.
    pub fn new(title: &'a str, yes: &'a str, no: &'a str) -> Self {
        Self {
            title,
            answers: Vec::new(),
            yes,
            no,
            body: Vec::new(),
            samples: Vec::new(),
            warning: None,
        }
    }

    /// Other answers than yes and no: keys, and what they do.
    pub fn answers(mut self, answers: impl IntoIterator<Item = Hint<'a>>) -> Self {
        self.answers.extend(answers);
        self
    }

    /// A paragraph of the text.
    pub fn body(mut self, paragraph: impl Into<String>) -> Self {
        self.body.push(paragraph.into());
        self
    }

    /// Lines below the text that show what it is about, as many as fit.
    pub fn samples(mut self, lines: impl IntoIterator<Item = Vec<Span<'a>>>) -> Self {
        self.samples.extend(lines);
        self
    }

    /// What must not be overlooked, below all that.
    pub fn warning(mut self, text: impl Into<String>) -> Self {
        self.warning = Some(text.into());
        self
    }

    /// Draws it in the middle of an area. There is no cursor in it.
    pub fn draw(mut self, scene: Scene<'_>, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        let styles = scene.styles;
        let wanted = if self.samples.is_empty() { WIDTH } else { WIDE };
        let width = (wanted + 4).min(area.width);
        let columns = usize::from(width.saturating_sub(4));
        let wrapped = |text: &str, style| -> Vec<Vec<Span<'a>>> {
            wrap::lines(text, columns)
                .map(|line| vec![Span::styled(line.to_owned(), style)])
                .collect()
        };
        let mut lines: Vec<Vec<Span<'_>>> = self
            .body
            .iter()
            .flat_map(|paragraph| wrapped(paragraph, styles.text))
            .collect();
        let warning = self
            .warning
            .map_or(Vec::new(), |text| wrapped(&text, styles.warn));
        // Frame, keys and the air above them must fit, whatever else does.
        let room = usize::from(area.height).saturating_sub(4 + warning.len());
        lines.truncate(room);
        if !self.samples.is_empty() && lines.len() + 1 < room {
            lines.push(Vec::new());
            let rest = room - lines.len();
            lines.extend(self.samples.into_iter().take(rest));
        }
        lines.extend(warning);
        lines.push(Vec::new());
        if self.answers.is_empty() {
            self.answers = yes_or_no(scene, self.yes, self.no);
        }
        lines.push(Vec::new());
        let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
        let frame = centred(area, width, height);
        floating::clear(frame, styles.raised, buffer);
        let inner = Pane::new(styles, true)
            .named(self.title)
            .draw(frame, buffer);
        let keys = inner.rows().next_back().unwrap_or(inner);
        for (line, row) in lines.into_iter().zip(spans::rows(inner)) {
            spans::put(buffer, row, line);
        }
        // Many answers stand closer.
        let gap = if self.answers.len() > 2 { 2 } else { 3 };
        hints::put(scene, &self.answers, gap, keys, buffer);
        None
    }
}

fn yes_or_no<'a>(scene: Scene<'_>, yes: &'a str, no: &'a str) -> Vec<Hint<'a>> {
    let keymap = &scene.model.keymap;
    let key = |action| {
        keymap
            .first_key(action, Context::Question)
            .unwrap_or_default()
    };
    vec![(key(Action::Open), yes), (key(Action::Back), no)]
}
