//! All keys, made from the keymap: those of the place first, and only what is looked for.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Span,
};

use super::{
    Scene, floating,
    pane::{self, Pane},
    search_box::put_edited,
    spans,
};
use crate::tui::{
    keymap::{Action, Context, Section},
    model::{Help, Scrolled, Viewport},
    text::{cells, wrap},
};

/// Width of each of two columns of keys at least.
const COLUMN: u16 = 54;

/// Width of a column at most: longer lines are hard to follow.
const WIDEST: u16 = 74;

/// Columns of the frame and the air within it.
const FRAME: u16 = 4;

/// Air between two columns.
const GAP: u16 = 3;

/// Columns of the keys themselves.
const KEYS: usize = 16;

/// Stands where an action has no key.
const NO_KEY: &str = "–";

type SpanLine = Vec<Span<'static>>;

pub(super) fn draw(
    view: &Help,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
    viewport: &mut Viewport,
) -> Option<Position> {
    let styles = scene.styles;
    let columns: u16 = if area.width >= COLUMN * 2 + GAP + 2 * FRAME {
        2
    } else {
        1
    };
    let gaps = (columns - 1) * GAP;
    let column = (area.width.saturating_sub(FRAME + gaps) / columns).min(WIDEST);
    let width = (columns * column + gaps + FRAME).min(area.width);
    let sections = scene.model.keymap.help(view.here);
    let arranged =
        |sections: &[Section]| arranged(scene, sections, usize::from(columns), usize::from(column));
    // What is looked for does not change the size of the box.
    let all = longest(&arranged(&sections));
    let height = u16::try_from(all + 2).unwrap_or(u16::MAX).min(area.height);
    let frame = centred(area, width, height);
    floating::clear(frame, styles.raised, buffer);
    let inner = Pane::new(styles, true)
        .named("Keys")
        .right(hint(view, scene))
        .draw(frame, buffer);
    let (cursor, inner) = put_filter(view, scene, inner, buffer);
    let sections = about(sections, view.filter.text());
    let parts = arranged(&sections);
    let lines = longest(&parts);
    if sections.is_empty() {
        let text = "no key is about this";
        spans::put(buffer, inner, vec![Span::styled(text, styles.faint)]);
    }
    let shown = usize::from(inner.height);
    let first = view.scroll.min(lines.saturating_sub(shown));
    viewport.help = shown;
    viewport.help_lines = lines;
    for (at, part) in (0u16..).zip(parts) {
        let x = inner.x + at * (column + GAP);
        let place = Rect {
            x,
            width: column.min(inner.right().saturating_sub(x)),
            ..inner
        };
        for (line, row) in part.into_iter().skip(first).zip(spans::rows(place)) {
            spans::put(buffer, row, line);
        }
    }
    pane::scroll_bar(
        scene,
        Scrolled::View,
        true,
        frame,
        (first, shown, lines),
        buffer,
    );
    cursor
}

fn longest(parts: &[Vec<SpanLine>]) -> usize {
    parts.iter().map(Vec::len).max().unwrap_or(0)
}

/// How to look for a key, and how to get out.
fn hint(view: &Help, scene: Scene<'_>) -> Vec<Span<'static>> {
    let (styles, keymap) = (scene.styles, &scene.model.keymap);
    let context = if view.typing {
        Context::HelpFilter
    } else {
        Context::Help
    };
    let hints = [(Action::Find, " finds"), (Action::Back, " closes")];
    let mut spans = Vec::new();
    for (action, what) in hints {
        if let Some(key) = keymap.first_key(action, context) {
            let gap = if spans.is_empty() { "" } else { "  " };
            spans.push(Span::styled(format!("{gap}{key}"), styles.key));
            spans.push(Span::styled(what, styles.faint));
        }
    }
    spans
}

/// Writes what is looked for into the first row, if anything is; tells where the cursor is and what
/// is left for the keys.
fn put_filter(
    view: &Help,
    scene: Scene<'_>,
    inner: Rect,
    buffer: &mut Buffer,
) -> (Option<Position>, Rect) {
    if !view.typing && view.filter.text().is_empty() {
        return (None, inner);
    }
    let row = Rect {
        height: inner.height.min(1),
        ..inner
    };
    let rest = Rect {
        y: inner.y + row.height,
        height: inner.height - row.height,
        ..inner
    };
    let used = spans::put(buffer, row, vec![Span::styled("› ", scene.styles.accent)]);
    let line = Rect {
        x: row.x + used,
        width: row.width.saturating_sub(used),
        ..row
    };
    let cursor = put_edited(&view.filter, &[], scene, line, buffer);
    (view.typing.then_some(cursor), rest)
}

/// The lines in which, in whose action's name or in whose heading each word stands.
fn about(mut sections: Vec<Section>, filter: &str) -> Vec<Section> {
    let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
    for section in &mut sections {
        let title = section.title;
        section.lines.retain(|line| {
            let line =
                format!("{title}\n{}\n{}\n{}", line.keys, line.name, line.help).to_lowercase();
            words.iter().all(|word| line.contains(word))
        });
    }
    sections.retain(|section| !section.lines.is_empty());
    sections
}

/// The sections in columns of about the same length.
fn arranged(
    scene: Scene<'_>,
    sections: &[Section],
    columns: usize,
    width: usize,
) -> Vec<Vec<SpanLine>> {
    let sections: Vec<Vec<SpanLine>> = sections
        .iter()
        .map(|section| lines(scene, section, width))
        .collect();
    let total: usize = sections.iter().map(Vec::len).sum();
    let mut parts: Vec<Vec<SpanLine>> = vec![Vec::new()];
    let mut placed = 0;
    for section in sections {
        // A section goes where the larger part of it belongs.
        let middle = placed + section.len() / 2;
        placed += section.len();
        if middle * columns >= total * parts.len() && parts.len() < columns {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut() {
            if !part.is_empty() {
                part.push(Vec::new());
            }
            part.extend(section);
        }
    }
    parts
}

fn lines(scene: Scene<'_>, section: &Section, width: usize) -> Vec<SpanLine> {
    let styles = scene.styles;
    let mut lines = vec![vec![Span::styled(section.title, styles.accent)]];
    let column = KEYS.min(width / 2);
    let room = width.saturating_sub(column + 2);
    for line in &section.lines {
        // What has no key is done by the palette.
        let keys = if line.keys.is_empty() {
            NO_KEY
        } else {
            &line.keys
        };
        let mut keys = wrap::lines(keys, column);
        let mut help = wrap::lines(&line.help, room);
        loop {
            let (left, right) = (keys.next(), help.next());
            if left.is_none() && right.is_none() {
                break;
            }
            lines.push(vec![
                Span::styled(cells::fill(left.unwrap_or_default(), column), styles.key),
                Span::raw("  "),
                Span::styled(right.unwrap_or_default().to_owned(), styles.muted),
            ]);
        }
    }
    lines
}

/// An area of that size in the middle.
pub(super) fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}
