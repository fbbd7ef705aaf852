//! One entry in the results: a line when there is little room, else two.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, text::Span};

use super::{Scene, bars, marks, snippet::snippet, spans, words::Words};
use crate::{
    domain::{age, entry::Entry, kind},
    tui::{
        model::{Row, Scope},
        text::cells,
    },
};

/// Columns of the type's label.
const LABEL: usize = 8;

/// Stands before the text of an entry that holds credentials: a piece of what masks them.
const SECRET: &str = "•";

/// Columns of the age.
const AGE: usize = 4;

/// Columns of the score bar, and where there is little room.
const SCORE: usize = 6;
const SHORT_SCORE: usize = 3;

/// Lines shorter than this have little room.
const LITTLE_ROOM: u16 = 36;

/// From this width of the text on, a row of one line also tells agent and project.
const WITH_ORIGIN: u16 = 60;

/// A row to draw.
#[derive(Clone, Copy)]
pub(super) struct RowView<'a> {
    pub row: Row<'a>,
    /// Its number in the list.
    pub number: usize,
    /// It is under the cursor.
    pub selected: bool,
    /// The pane has the keys.
    pub focused: bool,
    /// A newer answer is on its way.
    pub stale: bool,
    /// The score whose bar is full, where hits show.
    pub best: Option<f32>,
    /// What to point at.
    pub words: &'a Words,
}

/// Draws a row into an area of one or two lines.
pub(super) fn draw(scene: Scene<'_>, view: RowView<'_>, area: Rect, buffer: &mut Buffer) {
    let styles = scene.styles;
    if view.selected {
        let style = if view.focused {
            styles.selection
        } else {
            styles.selection_idle
        };
        buffer.set_style(area, style);
        let mark = if view.focused {
            styles.accent
        } else {
            styles.faint
        };
        for line in spans::rows(area) {
            spans::put(buffer, line, vec![Span::styled("▌", mark)]);
        }
    }
    if let Some(glyph) = marks::glyph(scene, view.number, view.row) {
        let place = Rect {
            x: area.x + 1,
            width: 1,
            height: 1,
            ..area
        };
        spans::put(buffer, place, vec![glyph]);
    }
    let mark = u16::from(marks::are_there(scene.model));
    let inner = Rect {
        x: area.x + 2 + mark,
        width: area.width.saturating_sub(3 + mark),
        ..area
    };
    let Some(entry) = view.row.entry() else {
        put_placeholder(scene, view.number, inner, buffer);
        return;
    };
    let holds = scene.model.veil.covers(entry);
    let shown = scene.model.veil.shown(entry);
    let entry = &shown;
    let label = label(&entry.kind);
    let first = Rect { height: 1, ..inner };
    let kind = Span::styled(cells::fill(&label, LABEL), styles.kind(&entry.kind));
    let sign = Span::styled(if holds { SECRET } else { " " }, styles.warn);
    let used = spans::put(buffer, first, vec![kind, sign]);
    let rest = behind(first, used);
    if area.height > 1 {
        put_lines(scene, view, entry, rest, buffer);
    } else {
        put_line(scene, view, entry, rest, buffer);
    }
}

/// Text, origin when there is room, score, age.
fn put_line(scene: Scene<'_>, view: RowView<'_>, entry: &Entry, line: Rect, buffer: &mut Buffer) {
    let mut line = line;
    line.width -= put_age(scene, entry, line, buffer);
    line.width -= put_score(scene, view, line, buffer);
    if line.width >= WITH_ORIGIN {
        let origin = cells::fit(&origin(scene, entry), usize::from(line.width / 3));
        let origin = Span::styled(origin, scene.styles.faint);
        line.width -= spans::put_right(buffer, line, vec![Span::raw("  "), origin]);
    }
    put_text(scene, view, entry, line, buffer);
}

/// Text and age over origin and score.
fn put_lines(scene: Scene<'_>, view: RowView<'_>, entry: &Entry, line: Rect, buffer: &mut Buffer) {
    let mut second = Rect {
        y: line.y + 1,
        ..line
    };
    let mut first = line;
    first.width -= put_age(scene, entry, first, buffer);
    put_text(scene, view, entry, first, buffer);
    second.width -= put_score(scene, view, second, buffer);
    let origin = cells::fit(&origin(scene, entry), usize::from(second.width));
    spans::put(
        buffer,
        second,
        vec![Span::styled(origin, scene.styles.muted)],
    );
}

/// Draws the age at the right; returns the columns used, the gap before it counted.
fn put_age(scene: Scene<'_>, entry: &Entry, line: Rect, buffer: &mut Buffer) -> u16 {
    let (age, style) = age_of(scene, entry);
    let age = Span::styled(cells::fill_left(&age, AGE), style);
    spans::put_right(buffer, line, vec![Span::raw(" "), age])
}

fn put_text(scene: Scene<'_>, view: RowView<'_>, entry: &Entry, line: Rect, buffer: &mut Buffer) {
    let styles = scene.styles;
    let shown = snippet(&entry.text, view.words, usize::from(line.width));
    if shown.is_empty() {
        spans::put(buffer, line, vec![Span::styled("(no text)", styles.faint)]);
        return;
    }
    let layers: Vec<_> = view
        .words
        .ranges(&shown)
        .into_iter()
        .map(|range| (range, styles.matched))
        .collect();
    let base = if view.stale {
        styles.muted
    } else {
        styles.text
    };
    spans::put(buffer, line, spans::layered(&shown, base, &layers, 0));
}

/// Draws the score's bar against the best one, an empty track when there is no score; returns the
/// columns used, the gap before it counted.
fn put_score(scene: Scene<'_>, view: RowView<'_>, line: Rect, buffer: &mut Buffer) -> u16 {
    let Some(best) = view.best else {
        return 0;
    };
    let share = match view.row.score() {
        Some(score) if best > 0.0 => f64::from(score / best),
        _ => 0.0,
    };
    let width = if line.width < LITTLE_ROOM {
        SHORT_SCORE
    } else {
        SCORE
    };
    let [filled, rest] = bars::thin(share, width, scene.styles.bar, scene.styles);
    spans::put_right(buffer, line, vec![Span::raw("  "), filled, rest])
}

fn put_placeholder(scene: Scene<'_>, number: usize, area: Rect, buffer: &mut Buffer) {
    let style = scene.styles.track;
    for (at, line) in spans::rows(area).enumerate() {
        // Lengths that look like text, the same each time.
        let length =
            (number * 7 + at * 5) % 5 * usize::from(line.width) / 12 + usize::from(line.width) / 4;
        let gap = " ".repeat(LABEL + 1);
        let label = if at == 0 {
            cells::fill("╌╌╌╌╌", LABEL + 1)
        } else {
            gap
        };
        spans::put(
            buffer,
            line,
            vec![
                Span::styled(label, style),
                Span::styled("╌".repeat(length), style),
            ],
        );
    }
}

fn behind(line: Rect, used: u16) -> Rect {
    let used = used.min(line.width);
    Rect {
        x: line.x + used,
        width: line.width - used,
        ..line
    }
}

/// A type in few letters; unknown ones as they are.
pub(super) fn label(kind: &str) -> String {
    let short = match kind {
        "architecture" => "arch",
        "implementation" => "impl",
        "configuration" => "config",
        "credential" => "secret",
        kind::SYSTEM => "system",
        "" => "(none)",
        other => other,
    };
    cells::fit(short, LABEL)
}

/// The age, and its style: the older, the fainter.
fn age_of(scene: Scene<'_>, entry: &Entry) -> (String, Style) {
    const FRESH_DAYS: i64 = 2;
    const RECENT_DAYS: i64 = 60;
    let styles = scene.styles;
    let Some(moment) = entry.instant() else {
        return ("?".to_owned(), styles.warn);
    };
    let style = match scene.now.signed_duration_since(moment).num_days() {
        ..FRESH_DAYS => styles.text,
        FRESH_DAYS..RECENT_DAYS => styles.muted,
        _ => styles.faint,
    };
    (age::short(moment, scene.now), style)
}

/// Agent and project, as far as the scope does not tell them.
fn origin(scene: Scene<'_>, entry: &Entry) -> String {
    let agent = if entry.agent.is_empty() {
        "no agent"
    } else {
        &entry.agent
    };
    let place = match &scene.model.scope {
        Scope::Project { .. } => return agent.to_owned(),
        Scope::Repository(_) => entry.project_id.clone(),
        Scope::All => entry.place(),
    };
    if place.is_empty() {
        agent.to_owned()
    } else {
        format!("{agent} · {place}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_fit_their_column() {
        for kind in kind::KNOWN
            .into_iter()
            .chain(["retrospective", "", "日本語の型"])
        {
            assert!(cells::width(&label(kind)) <= LABEL);
        }
    }
}
