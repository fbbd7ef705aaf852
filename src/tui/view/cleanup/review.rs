//! The list of what a cleanup would take, beside it the text of the one under the cursor.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    text::Span,
};

use super::SpanLine;
use crate::{
    domain::{
        age,
        cleanup::Planned,
        count::{counted, thousands},
        project,
        time::parse_timestamp,
    },
    tui::{
        model::{
            Cleanup, Viewport,
            cleanup::{Review, Row},
        },
        text::cells,
        view::{
            Scene, full,
            list::{self, List},
            preview,
            row::label,
            spans,
        },
    },
};

/// From this width on, the text stands beside the list; from this height on, below it.
const BESIDE: u16 = 100;
const BELOW: u16 = 12;

/// From this width on, a row also tells agent and project.
const WITH_ORIGIN: u16 = 60;

/// Columns of the age and of the type.
const AGE: usize = 5;
const KIND: usize = 9;

pub(super) fn draw(
    view: &Cleanup,
    review: &Review,
    scene: Scene<'_>,
    area: Rect,
    buffer: &mut Buffer,
    viewport: &mut Viewport,
) {
    let right = counts(view, review, scene);
    let inner = full::draw(scene, "What would go", right, area, buffer);
    let (list, text) = parts(inner);
    viewport.list = List {
        scroll: &review.scroll,
        len: review.len(),
        height: 1,
        focused: true,
    }
    .draw(
        scene,
        (list::around(list), list),
        buffer,
        |number, place, buffer| {
            if let Some(planned) = review.plan.entries.get(number) {
                put_row(review, planned, number, scene, place, buffer);
            }
        },
    );
    let Some(text) = text else {
        return;
    };
    match review.row(review.scroll.cursor) {
        Row::Entry(entry) => {
            preview::draw(scene, entry, review.preview, text, buffer, viewport);
        }
        Row::Gone => spans::centre(
            buffer,
            Rect { height: 1, ..text },
            "it is gone meanwhile",
            scene.styles.warn,
        ),
        Row::Pending => spans::centre(
            buffer,
            Rect { height: 1, ..text },
            "loading…",
            scene.styles.faint,
        ),
    }
}

/// Where the list goes, and the text when there is room for it.
fn parts(inner: Rect) -> (Rect, Option<Rect>) {
    if inner.width >= BESIDE {
        let [list, _, text] = Layout::horizontal([
            Constraint::Percentage(58),
            Constraint::Length(3),
            Constraint::Fill(1),
        ])
        .areas(inner);
        (list, Some(text))
    } else if inner.height >= BELOW {
        let [list, _, text] = Layout::vertical([
            Constraint::Percentage(60),
            Constraint::Length(1),
            Constraint::Fill(1),
        ])
        .areas(inner);
        (list, Some(text))
    } else {
        (inner, None)
    }
}

fn counts(view: &Cleanup, review: &Review, scene: Scene<'_>) -> SpanLine {
    let styles = scene.styles;
    if view.planning.is_some() {
        return vec![Span::styled("listing anew…", styles.accent)];
    }
    if view.applying {
        return vec![Span::styled("moving to the trash…", styles.accent)];
    }
    let mut line = vec![
        Span::styled(counted(review.chosen(), "entry", "entries"), styles.bad),
        Span::styled(" would go", styles.muted),
    ];
    if review.spared() > 0 {
        let out = format!(", {} taken out", thousands(review.spared()));
        line.push(Span::styled(out, styles.good));
    }
    line
}

fn put_row(
    review: &Review,
    planned: &Planned,
    number: usize,
    scene: Scene<'_>,
    place: Rect,
    buffer: &mut Buffer,
) {
    let styles = scene.styles;
    let spared = review.is_spared(number);
    let mut place = place;
    if place.width >= WITH_ORIGIN {
        let origin = format!(
            "{} · {}",
            planned.agent,
            project::place(&planned.target.key.repository, &planned.project_id)
        );
        let origin = cells::fit(&origin, usize::from(place.width / 3));
        let origin = vec![Span::raw("  "), Span::styled(origin, styles.faint)];
        place.width -= spans::put_right(buffer, place, origin);
    }
    let (mark, style) = if spared {
        ("○ ", styles.good)
    } else {
        ("● ", styles.bad)
    };
    let age = parse_timestamp(&planned.timestamp)
        .map_or_else(|| "?".to_owned(), |at| age::short(at, scene.now));
    let kind_style = if spared {
        styles.faint
    } else {
        styles.kind(&planned.kind)
    };
    let mut line = vec![
        Span::styled(mark, style),
        Span::styled(format!("{} ", cells::fill_left(&age, AGE)), styles.muted),
        Span::styled(cells::fill(&label(&planned.kind), KIND), kind_style),
    ];
    let room = usize::from(place.width.saturating_sub(spans::columns(&line)));
    let text = if planned.excerpt.is_empty() {
        "(no text)"
    } else {
        &planned.excerpt
    };
    let text_style = if spared { styles.faint } else { styles.text };
    line.extend(spans::fitted(text, text_style, &[], room));
    spans::put(buffer, place, line);
}
