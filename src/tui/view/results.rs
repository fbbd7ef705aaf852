//! The results pane: only the rows that show are looked at, however long the list is.

use ratatui::{buffer::Buffer, layout::Rect, text::Span};

use super::{
    Scene, empty, marks,
    pane::{self, Pane},
    row::{self, RowView},
    spans,
    words::Words,
};
use crate::{
    domain::{count::thousands, project, search::Sort},
    tui::{
        model::{self, Focus, Row, Scope, Scrolled, Target, Viewport},
        text::cells,
    },
};

/// From this height on, entries take two lines.
const ROOMY: u16 = 12;

/// With so much room, a title with a scope also tells the order.
const WITH_ORDER: u16 = 40;

/// A scope needs so many columns to be told.
const MIN_SCOPE: u16 = 8;

/// From this width on, a title also tells the count while a search is under way.
const WITH_COUNT: u16 = 50;

pub(super) fn draw(scene: Scene<'_>, area: Rect, buffer: &mut Buffer, viewport: &mut Viewport) {
    let Scene { model, styles, .. } = scene;
    let results = &model.results;
    let focused = model.focus == Focus::Results;
    let state = state(scene, area.width);
    let name = model::Pane::Results.title();
    // Corners, air, and the name with the state have to fit beside the scope.
    let taken = spans::columns(&state) + u16::try_from(name.len()).unwrap_or(0) + 12;
    let rows = usize::from(area.height.saturating_sub(2));
    let shown = rows / usize::from(lines_of(rows));
    let inner = Pane::new(styles, focused)
        .named(name)
        .title(subtitle(scene, area.width.saturating_sub(taken)))
        .right(state)
        .bottom_left(marks::count(scene, shown, area.width))
        .bottom_right(position(scene))
        .draw(area, buffer);
    let height = lines_of(rows);
    viewport.results = usize::from(inner.height / height);
    scene.clickable(area, Target::Pane(model::Pane::Results));
    if results.is_empty() {
        empty::draw(scene, inner, buffer);
        return;
    }
    let words = Words::of(scene);
    // The mark of the selection and its background reach into the air at the sides.
    let wide = Rect {
        x: inner.x - 1,
        width: inner.width + 2,
        ..inner
    };
    let first = results.offset;
    let shown = viewport.results;
    for (number, y) in (first..first + shown).zip((wide.y..).step_by(usize::from(height))) {
        let Some(row) = results.row(number) else {
            break;
        };
        let view = RowView {
            row,
            number,
            selected: number == results.cursor,
            focused,
            stale: results.searching && !matches!(row, Row::Listed(_)),
            best: results.full_score(),
            words: &words,
        };
        let place = Rect { y, height, ..wide };
        scene.clickable(place, Target::Entry(number));
        row::draw(scene, view, place, buffer);
    }
    let of = Scrolled::Pane(model::Pane::Results);
    let seen = (first, shown, results.len());
    pane::scroll_bar(scene, of, focused, area, seen, buffer);
}

/// Lines of an entry where there is room for so many.
fn lines_of(rows: usize) -> u16 {
    if rows >= usize::from(ROOMY) { 2 } else { 1 }
}

/// The scope, when it is a part of the store, and the order, in about `width` columns.
fn subtitle(scene: Scene<'_>, width: u16) -> Vec<Span<'static>> {
    let Scene { model, styles, .. } = scene;
    let dot = Span::styled(" · ", styles.faint);
    let mut spans = Vec::new();
    let place = match &model.scope {
        Scope::All => None,
        Scope::Repository(repository) => Some(repository.clone()),
        Scope::Project {
            repository,
            project_id,
        } => Some(project::place(repository, project_id)),
    };
    if let Some(place) = place.as_ref().filter(|_| width >= MIN_SCOPE) {
        spans.extend([
            dot.clone(),
            Span::styled(cells::fit(place, usize::from(width)), styles.accent),
        ]);
    }
    let order = if !model.search_box.query().words.is_empty() {
        "best first"
    } else if model.results.listing.total == Some(0) {
        return spans;
    } else {
        match model.sort {
            Sort::Newest => "newest first",
            Sort::Oldest => "oldest first",
        }
    };
    if place.is_none() || width >= WITH_ORDER {
        spans.extend([dot, Span::styled(order, styles.faint)]);
    }
    spans
}

/// How many there are, and whether that is final.
fn state(scene: Scene<'_>, width: u16) -> Vec<Span<'static>> {
    let Scene { model, styles, .. } = scene;
    let results = &model.results;
    let mut spans = Vec::new();
    if results.error.is_some() {
        spans.push(Span::styled("failed", styles.bad));
        return spans;
    }
    if results.searching {
        spans.push(Span::styled("searching…", styles.accent));
        if width < WITH_COUNT {
            return spans;
        }
    } else if results.total().is_none() && !results.shows_hits() {
        spans.push(Span::styled("loading…", styles.accent));
    }
    let count = match results.total() {
        Some(total) if results.len() < total => {
            format!("{} of {}", thousands(results.len()), thousands(total))
        }
        Some(0) => return spans,
        Some(total) => thousands(total),
        None if results.is_empty() => return spans,
        None => thousands(results.len()),
    };
    if !spans.is_empty() {
        spans.push(Span::raw(" "));
    }
    spans.push(Span::styled(count, styles.muted));
    spans
}

/// Which row is under the cursor.
fn position(scene: Scene<'_>) -> Option<Span<'static>> {
    let results = &scene.model.results;
    (!results.is_empty()).then(|| {
        let text = format!(
            "{}/{}",
            thousands(results.cursor + 1),
            thousands(results.total().unwrap_or(results.len()))
        );
        Span::styled(text, scene.styles.faint)
    })
}
