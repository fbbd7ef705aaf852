//! What semantic search can see, and what it cannot and why.

use ratatui::{style::Style, text::Span};

use super::{SpanLine, rule};
use crate::{
    domain::{
        count::{percent, thousands},
        health::Meaning,
    },
    tui::{
        keymap::{Action, Context},
        styles::Styles,
        text::cells,
        view::{Scene, bars},
    },
};

/// A row of the chart; the first is the heading.
pub(super) fn line(scene: Scene<'_>, width: usize, row: usize) -> SpanLine {
    let styles = scene.styles;
    let Some(row) = row.checked_sub(1) else {
        return rule(scene, "Search by meaning", hint(scene), width);
    };
    let read = &scene.model.stats.health;
    let Some(total) = scene.model.stats.health_total() else {
        let (text, style) = match &read.error {
            Some(error) => (error.as_str(), styles.bad),
            None => ("reading…", styles.faint),
        };
        return vec![Span::styled(cells::fit(text, width), style)];
    };
    let meaning = total.meaning;
    let parts: Vec<Part> = parts(meaning, styles)
        .into_iter()
        .filter(|part| part.entries > 0)
        .collect();
    let Some(row) = row.checked_sub(1) else {
        let shares: Vec<(usize, Style)> = parts
            .iter()
            .map(|part| (part.entries, part.style))
            .collect();
        return bars::shares(&shares, width, styles);
    };
    parts
        .get(row)
        .map_or_else(Vec::new, |part| part.line(styles, meaning.entries(), width))
}

/// The key that helps, when there is something to help.
fn hint(scene: Scene<'_>) -> SpanLine {
    let missing = scene
        .model
        .stats
        .health_total()
        .map_or(0, |total| total.meaning.missing());
    let key = scene
        .model
        .keymap
        .first_key(Action::Reembed, Context::Stats);
    match key {
        Some(key) if missing > 0 => vec![
            Span::styled(key, scene.styles.key),
            Span::styled(" makes them", scene.styles.faint),
        ],
        _ => Vec::new(),
    }
}

struct Part {
    name: &'static str,
    entries: usize,
    style: Style,
}

fn parts(meaning: Meaning, styles: &Styles) -> [Part; 6] {
    let part = |name, entries, style| Part {
        name,
        entries,
        style,
    };
    [
        part("seen", meaning.seen, styles.good),
        part("changed since", meaning.outdated, styles.warn),
        part("hash or empty", meaning.meaningless, styles.bad),
        part("of another model", meaning.others, styles.info),
        part("of unknown origin", meaning.foreign, styles.info),
        part("cannot have one", meaning.unfit, styles.faint),
    ]
}

impl Part {
    fn line(&self, styles: &Styles, whole: usize, width: usize) -> SpanLine {
        let numbers = format!(
            "{}  {} %",
            thousands(self.entries),
            percent(self.entries, whole)
        );
        let room = width.saturating_sub(cells::width(&numbers) + 3);
        vec![
            Span::styled("■ ", self.style),
            Span::styled(cells::fill(self.name, room), styles.text),
            Span::raw(" "),
            Span::styled(numbers, styles.muted),
        ]
    }
}
