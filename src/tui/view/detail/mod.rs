//! The detail pane: one entry, from its text to its fields.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, text::Span};

mod neighbours;
mod text;

use self::text::Matches;
use super::{
    Scene,
    pane::{self, Pane},
    spans,
};
use crate::{
    domain::{age, entry::Entry, search::MatchedBy},
    tui::{
        keymap::{Action, Context},
        model::{self, Document, DocumentLine, Focus, Row, Scrolled, Target, Viewport},
        text::{
            cells,
            rich::{RichLine, Role},
        },
    },
};

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
    let masked = !model.veil.is_revealed(&entry.key());
    let shown = model.veil.shown(entry);
    let entry = &shown;
    let pane = titles(scene, pane, entry, usize::from(area.width), focused);
    let inner = pane.draw(area, buffer);
    let height = usize::from(inner.height);
    let width = usize::from(inner.width.min(MAX_MEASURE));
    let mut document = model.detail.document(entry, width, masked);
    let wanted = model.detail.scroll(&entry.key());
    document.reach(wanted.saturating_add(height));
    model.detail.recolour(&mut document);
    let extra = model.detail.neighbours.lines();
    let begin = document.lines_of_text();
    let lines = document.lines() + extra.len();
    let first = wanted.min(lines.saturating_sub(height));
    viewport.detail = height;
    viewport.detail_lines = lines;
    viewport.neighbours = begin;
    let matches = Matches::of(scene, &document, first..first + height);
    for (at, line) in (first..).zip(spans::rows(inner)) {
        if let Some(near) = at.checked_sub(begin).and_then(|at| extra.get(at)) {
            neighbours::put(scene, near, line, buffer);
            continue;
        }
        let at = if at < begin { at } else { at - extra.len() };
        if let Some(content) = document.line(at) {
            put_line(scene, &document, (at, content), &matches, line, buffer);
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
            Span::styled(if model.detail.raw { " · raw" } else { "" }, styles.accent),
        ])
        .right([Span::styled(when, styles.muted)])
        .bottom_left([Span::styled(cells::fit(&entry.place(), room), styles.faint)]);
    let steps = model.detail.trail.len();
    if steps > 0 {
        let back = model.keymap.first_key(Action::Back, Context::Detail);
        let back = back.unwrap_or_default();
        let told = format!("{steps} from the results · {back} back");
        let told = cells::fit(&told, room);
        return pane.bottom_right([Span::styled(told, styles.accent)]);
    }
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

fn put_line(
    scene: Scene<'_>,
    document: &Document,
    (at, content): (usize, DocumentLine<'_>),
    matches: &Matches,
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
        DocumentLine::Heading { title, folds } => {
            put_rule(
                scene,
                title,
                folds.then_some(Action::ToggleFields),
                line,
                buffer,
            );
        }
        DocumentLine::Folded(title) => {
            let title = format!("▸ {title}");
            put_rule(scene, &title, Some(Action::ToggleFields), line, buffer);
        }
        DocumentLine::Text(text) => {
            text::put(scene, document, text, matches.on(at), line, buffer);
        }
        DocumentLine::Rich(rich) => {
            spans::put(buffer, line, rich_spans(scene, rich));
        }
    }
}

/// A heading with a rule behind it; at its end, while the pane has the keys, the key of what can be
/// done there.
fn put_rule(
    scene: Scene<'_>,
    title: &str,
    action: Option<Action>,
    line: Rect,
    buffer: &mut Buffer,
) {
    let Scene { model, styles, .. } = scene;
    let focused = model.focus == Focus::Detail;
    let key = action
        .filter(|_| focused)
        .and_then(|action| model.keymap.first_key(action, Context::Detail))
        .map_or_else(String::new, |key| format!(" {key}"));
    let width = usize::from(line.width);
    let used = cells::width(title) + 1 + cells::width(&key);
    let spans = vec![
        Span::styled(format!("{title} "), styles.muted),
        Span::styled("─".repeat(width.saturating_sub(used)), styles.track),
        Span::styled(key, styles.faint),
    ];
    spans::put(buffer, line, spans);
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
