//! The detail pane: one entry, from its text to its fields.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, text::Span};

use super::{
    Scene,
    pane::{self, Pane},
    row,
    spans::{self, Layer},
    words::Words,
};
use crate::{
    domain::{age, entry::Entry, search::MatchedBy},
    tui::{
        keymap::Action,
        model::{
            self, Document, DocumentLine, Row, Scrolled, Target, Viewport, document::TextLine,
        },
        text::{
            cells,
            markdown::{self, Look},
            rich::{RichLine, Role},
        },
    },
};

/// How far back in a paragraph open code marks are looked for, in bytes.
const CODE_LOOK_BACK: usize = 2048;

/// Lines are not made longer than one can read.
const MAX_MEASURE: u16 = 100;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer, viewport: &mut Viewport) {
    let Scene { model, styles, .. } = scene;
    let focused = model.focus.pane() == model::Pane::Detail;
    let pane = Pane::new(styles, focused);
    scene.clickable(area, Target::Pane(model::Pane::Detail));
    let Some(entry) = model.selected_entry() else {
        let inner = pane.named(model::Pane::Detail.title()).draw(area, buffer);
        viewport.detail = usize::from(inner.height);
        let results = &model.results;
        let is_known_empty = results.is_empty() && results.total().is_some();
        let text = if is_known_empty || results.error.is_some() {
            scene.advice("no entry selected", Action::Search, "searches")
        } else {
            "loading…".to_owned()
        };
        let middle = Rect {
            y: inner.y + inner.height * 2 / 5,
            height: 1,
            ..inner
        };
        spans::centre(buffer, middle, &text, styles.faint);
        return;
    };
    let shown = model.veil.shown(entry);
    let entry = &shown;
    let pane = titles(scene, pane, entry, usize::from(area.width), focused);
    let inner = pane.draw(area, buffer);
    let height = usize::from(inner.height);
    let width = usize::from(inner.width.min(MAX_MEASURE));
    let mut document = model.detail.document(entry, width);
    let wanted = model.detail.scroll(&entry.key());
    document.reach(wanted.saturating_add(height));
    let lines = document.lines();
    let first = wanted.min(lines.saturating_sub(height));
    viewport.detail = height;
    viewport.detail_lines = lines;
    let layers = layers(scene, &document, first, height);
    for (at, line) in (first..).zip(spans::rows(inner)) {
        if let Some(content) = document.line(at) {
            put_line(scene, &document, content, &layers, line, buffer);
        }
    }
    let of = Scrolled::Pane(model::Pane::Detail);
    pane::scroll_bar(scene, of, focused, area, (first, height, lines), buffer);
}

/// What, who and when at the top; where and why at the bottom.
fn titles<'a>(
    scene: Scene<'a>,
    pane: Pane<'a>,
    entry: &'a Entry,
    width: usize,
    focused: bool,
) -> Pane<'a> {
    let Scene {
        model, styles, now, ..
    } = scene;
    let kind = if entry.kind.is_empty() {
        "(no type)"
    } else {
        &entry.kind
    };
    let mut weight = styles.kind(&entry.kind);
    if focused {
        weight = weight.patch(Style::new().add_modifier(ratatui::style::Modifier::BOLD));
    }
    let agent = if entry.agent.is_empty() {
        "no agent"
    } else {
        &entry.agent
    };
    let when = entry
        .instant()
        .map_or_else(|| "undated".to_owned(), |then| age::long(then, now));
    let room = width.saturating_sub(8) / 2;
    let pane = pane
        .title([
            Span::styled(cells::fit(kind, room), weight),
            Span::styled(" · ", styles.faint),
            Span::styled(cells::fit(agent, room / 2), styles.muted),
        ])
        .right([Span::styled(when, styles.muted)])
        .bottom_left([Span::styled(
            cells::fit(&row::place(entry), room),
            styles.faint,
        )]);
    match model.results.row(model.results.cursor) {
        Some(Row::Hit(hit)) if hit.matched != MatchedBy::default() => {
            let why = format!("{} {:.2}", found_by(hit.matched), hit.score);
            pane.bottom_right([Span::styled(why, styles.faint)])
        }
        _ => pane,
    }
}

/// Why an entry was found, told to people.
fn found_by(matched: MatchedBy) -> &'static str {
    match matched {
        MatchedBy {
            keyword: true,
            semantic: true,
            ..
        } => "words and meaning",
        MatchedBy { semantic: true, .. } => "meaning",
        MatchedBy { keyword: true, .. } => "words",
        _ => "letters",
    }
}

/// The matching words in the part of the text that shows.
fn layers(scene: Scene<'_>, document: &Document, first: usize, height: usize) -> Vec<Layer> {
    let shown: Vec<TextLine> = (first..first + height)
        .filter_map(|at| match document.line(at) {
            Some(DocumentLine::Text(line)) => Some(line),
            _ => None,
        })
        .collect();
    let (Some(top), Some(bottom)) = (shown.first(), shown.last()) else {
        return Vec::new();
    };
    let text = &document.entry().text[top.start..bottom.end];
    Words::of(scene)
        .ranges(text)
        .into_iter()
        .map(|range| {
            (
                top.start + range.start..top.start + range.end,
                scene.styles.matched,
            )
        })
        .collect()
}

fn put_line(
    scene: Scene<'_>,
    document: &Document,
    content: DocumentLine<'_>,
    matched: &[Layer],
    line: Rect,
    buffer: &mut Buffer,
) {
    let styles = scene.styles;
    match content {
        DocumentLine::Blank => {}
        DocumentLine::Flaw(sentence) => {
            let spans = vec![
                Span::styled("! ", styles.warn),
                Span::styled(sentence.to_owned(), styles.warn),
            ];
            spans::put(buffer, line, spans);
        }
        DocumentLine::NoText => {
            spans::put(buffer, line, vec![Span::styled("(no text)", styles.faint)]);
        }
        DocumentLine::Heading(title) => put_rule(scene, title, line, buffer),
        DocumentLine::Text(text) => put_text(scene, document, text, matched, line, buffer),
        DocumentLine::Rich(rich) => {
            spans::put(buffer, line, rich_spans(scene, rich));
        }
    }
}

fn put_rule(scene: Scene<'_>, title: &str, line: Rect, buffer: &mut Buffer) {
    let styles = scene.styles;
    let used = cells::width(title) + 1;
    let rule = "─".repeat(usize::from(line.width).saturating_sub(used));
    let spans = vec![
        Span::styled(format!("{title} "), styles.muted),
        Span::styled(rule, styles.track),
    ];
    spans::put(buffer, line, spans);
}

fn put_text(
    scene: Scene<'_>,
    document: &Document,
    part: TextLine,
    matched: &[Layer],
    line: Rect,
    buffer: &mut Buffer,
) {
    let styles = scene.styles;
    let text = document.entry().text.as_str();
    let base = match part.look {
        Look::Heading => styles.heading,
        Look::Fence => styles.faint,
        Look::Quote => styles.muted,
        Look::Code => styles.code,
        Look::Body | Look::Item => styles.text,
    };
    if part.look == Look::Code {
        buffer.set_style(line, styles.code);
    }
    let hang = u16::try_from(part.hang).unwrap_or(0).min(line.width);
    let line = Rect {
        x: line.x + hang,
        width: line.width - hang,
        ..line
    };
    let mut layers: Vec<Layer> = Vec::new();
    let body = &text[part.start..part.end];
    if part.look == Look::Item && !part.continued {
        let blanks = body.len() - body.trim_start().len();
        if let Some(marker) = markdown::marker(&body[blanks..]) {
            layers.push((blanks..blanks + marker, styles.accent));
        }
    }
    if matches!(part.look, Look::Body | Look::Item | Look::Quote) {
        layers.extend(
            code_marks(text, part)
                .into_iter()
                .map(|range| (range, styles.code)),
        );
    }
    layers.extend(
        matched
            .iter()
            .filter(|(range, _)| range.end > part.start && range.start < part.end)
            .map(|(range, style)| {
                (
                    range.start.saturating_sub(part.start)..range.end - part.start,
                    *style,
                )
            }),
    );
    spans::put(buffer, line, spans::layered(body, base, &layers, 0));
}

/// The parts of a line between backticks, also when they opened on a line before.
fn code_marks(text: &str, part: TextLine) -> Vec<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let floor = part.start.saturating_sub(CODE_LOOK_BACK);
    let before = bytes[floor..part.start]
        .rsplit(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let opened = before
        .iter()
        .fold(false, |open, byte| open != (*byte == b'`'));
    let mut open = opened.then_some(0);
    let mut ranges = Vec::new();
    for (at, byte) in bytes[part.start..part.end].iter().enumerate() {
        if *byte == b'`' {
            match open.take() {
                Some(start) => ranges.push(start..at + 1),
                None => open = Some(at),
            }
        }
    }
    // A mark that closes on a later line; a lone one is just a backtick.
    if let Some(start) = open {
        let paragraph = &bytes[part.end..bytes.len().min(part.end + CODE_LOOK_BACK)];
        let rest = paragraph
            .split(|byte| *byte == b'\n')
            .next()
            .unwrap_or_default();
        if rest.contains(&b'`') {
            ranges.push(start..part.end - part.start);
        }
    }
    ranges
}

fn rich_spans(scene: Scene<'_>, rich: &RichLine) -> Vec<Span<'static>> {
    let Scene { styles, now, .. } = scene;
    let mut spans = Vec::new();
    for (role, text) in &rich.parts {
        let style = match role {
            Role::Key => styles.muted,
            Role::Text => styles.text,
            Role::Number => styles.number,
            Role::Literal => styles.literal,
            Role::Mark => styles.faint,
            Role::Age(then) => {
                spans.push(Span::styled(
                    format!("  {}", age::long(*then, now)),
                    styles.muted,
                ));
                continue;
            }
        };
        spans.extend(spans::layered(text, style, &[], 0));
    }
    spans
}
