//! The projects pane: a tree of repositories and projects with their counts.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    text::Span,
};

use super::{
    Scene,
    pane::{self, Pane},
    search_box,
    spans::{self, Layer},
};
use crate::{
    domain::count::thousands,
    tui::{
        keymap::Action,
        model::{self, Focus, ProjectRow, Projects, Scope, Scrolled, Target, Viewport},
        text::wrap,
    },
};

/// Stands for the empty name of projects.
const UNNAMED: &str = "(no project)";

/// From this width on, the counts in the title are joined by a word.
const WITH_OF: u16 = 26;

/// Draws the pane; tells where the cursor is when its filter has the keys.
pub(super) fn draw(
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
    viewport: &mut Viewport,
) -> Option<Position> {
    let Scene { model, styles, .. } = scene;
    let projects = &model.projects;
    let focused = model.focus.pane() == model::Pane::Projects;
    let mut pane = Pane::new(styles, focused).named(model::Pane::Projects.title());
    if let Some(count) = count(projects, area.width) {
        pane = pane.right([Span::styled(count, styles.faint)]);
    }
    let mut inner = pane.draw(area, buffer);
    scene.clickable(area, Target::Pane(model::Pane::Projects));
    let cursor = put_filter(scene, &mut inner, buffer);
    viewport.projects = usize::from(inner.height);
    if let Some(error) = &projects.error {
        put_note(inner, error, styles.bad, buffer);
        return cursor;
    }
    if !projects.loaded {
        put_note(inner, "loading…", styles.faint, buffer);
        return cursor;
    }
    // The marks of a row reach into the air beside it.
    let wide = Rect {
        x: inner.x - 1,
        width: inner.width + 2,
        ..inner
    };
    let first = projects.offset;
    for ((at, row), line) in projects
        .rows
        .iter()
        .enumerate()
        .skip(first)
        .zip(spans::rows(wide))
    {
        scene.clickable(line, Target::Project(at));
        let folds = put_row(scene, row, at == projects.cursor, line, buffer);
        scene.clickable(folds, Target::Fold(at));
    }
    // "all" is always there.
    if projects.rows.len() < 2 && !projects.filter.text().trim().is_empty() {
        let below = Rect {
            y: inner.y + 1,
            height: inner.height.saturating_sub(1),
            ..inner
        };
        let note = scene.advice("no project matches", Action::Back, "clears the filter");
        put_note(below, &note, styles.faint, buffer);
    }
    let frame = Rect {
        y: inner.y - 1,
        height: inner.height + 2,
        ..area
    };
    let extent = (first, viewport.projects, projects.rows.len());
    let of = Scrolled::Pane(model::Pane::Projects);
    pane::scroll_bar(scene, of, focused, frame, extent, buffer);
    cursor
}

/// How many projects there are, and how many of them the filter lets through.
fn count(projects: &Projects, width: u16) -> Option<String> {
    let all = projects.summaries.len();
    if all == 0 {
        return None;
    }
    let all = thousands(all);
    if projects.filter.text().trim().is_empty() {
        return Some(all);
    }
    let is_project = |row: &&ProjectRow| matches!(row.scope, Scope::Project { .. });
    let shown = projects.rows.iter().filter(is_project).count();
    let of = if width < WITH_OF { "/" } else { " of " };
    Some(format!("{}{of}{all}", thousands(shown)))
}

/// Draws the filter, when it is in use, over a rule.
fn put_filter(scene: Scene<'_>, inner: &mut Rect, buffer: &mut Buffer) -> Option<Position> {
    let Scene { model, styles, .. } = scene;
    let filter = &model.projects.filter;
    let typing = model.focus == Focus::ProjectFilter;
    if (!typing && filter.text().is_empty()) || inner.height < 3 {
        return None;
    }
    let line = Rect {
        height: 1,
        ..*inner
    };
    let style = if typing { styles.accent } else { styles.faint };
    scene.clickable(line, Target::Box(Focus::ProjectFilter));
    let used = spans::put(buffer, line, vec![Span::styled("› ", style)]);
    let line = Rect {
        x: line.x + used,
        width: line.width.saturating_sub(used),
        ..line
    };
    let cursor = search_box::put_edited(filter, &[], scene, line, buffer);
    inner.y += 1;
    inner.height -= 1;
    typing.then_some(cursor)
}

fn put_note(inner: Rect, text: &str, style: Style, buffer: &mut Buffer) {
    let lines = wrap::lines(text, usize::from(inner.width));
    for (text, line) in lines.zip(spans::rows(inner)) {
        spans::put(buffer, line, spans::layered(text, style, &[], 0));
    }
}

/// Draws a row; tells where its fold mark is, an empty area when it has none.
fn put_row(
    scene: Scene<'_>,
    row: &ProjectRow,
    selected: bool,
    line: Rect,
    buffer: &mut Buffer,
) -> Rect {
    let Scene { model, styles, .. } = scene;
    let focused = model.focus.pane() == model::Pane::Projects;
    let in_force = row.scope == model.scope;
    if selected {
        buffer.set_style(
            line,
            if focused {
                styles.selection
            } else {
                styles.selection_idle
            },
        );
    }
    let mark = if in_force { "▌" } else { " " };
    let used = spans::put(buffer, line, vec![Span::styled(mark, styles.accent)]);
    let line = Rect {
        x: line.x + used,
        width: line.width.saturating_sub(used + 1),
        ..line
    };
    let count_style = if selected { styles.text } else { styles.faint };
    let count = spans::put_right(
        buffer,
        line,
        vec![Span::styled(thousands(row.entries), count_style)],
    );
    let line = Rect {
        width: line.width.saturating_sub(count + 1),
        ..line
    };
    let fold = match row.expanded {
        Some(true) => "▾ ",
        Some(false) => "▸ ",
        None if row.depth > 0 => "  ",
        None => "",
    };
    let indent = spans::put(buffer, line, vec![Span::styled(fold, styles.faint)]);
    let folds = Rect {
        width: row.expanded.map_or(0, |_| indent),
        ..line
    };
    let line = Rect {
        x: line.x + indent,
        width: line.width.saturating_sub(indent),
        ..line
    };
    let base = match &row.scope {
        _ if in_force => styles.accent,
        Scope::All => styles.heading,
        Scope::Repository(_) => styles.text,
        Scope::Project { project_id, .. } if project_id.is_empty() => styles.faint,
        Scope::Project { .. } => styles.muted,
    };
    let label = if row.label.is_empty() {
        UNNAMED
    } else {
        &row.label
    };
    let matched: Vec<Layer> = row
        .matched
        .iter()
        .map(|range| (range.clone(), styles.matched))
        .collect();
    let shown = spans::fitted(label, base, &matched, usize::from(line.width));
    spans::put(buffer, line, shown);
    folds
}
