//! How many entries, how large, from when to when.

use chrono::{DateTime, Utc};
use ratatui::{style::Style, text::Span};

use super::SpanLine;
use crate::{
    domain::{
        age,
        count::{bytes, counted, percent, thousands},
        stats::Stats,
        time::parse_timestamp,
    },
    tui::{
        model::stats::board::totals_beside,
        text::cells,
        view::{Scene, bars},
    },
};

/// Columns of the names of totals.
const NAME: usize = 9;

/// Columns between totals.
const GAP: usize = 3;

/// Most columns of a bar among the totals.
const BAR: usize = 24;

type Total = (&'static str, String, Style);

/// A row of totals in small letters; the last one tells what semantic search sees.
pub(super) fn line(scene: Scene<'_>, stats: &Stats, width: usize, row: usize) -> SpanLine {
    let styles = scene.styles;
    let mut totals = vec![
        ("entries", thousands(stats.total), styles.heading),
        ("on disk", bytes(stats.bytes), styles.text),
        (
            "oldest",
            moment(stats.oldest.as_deref(), scene.now),
            styles.text,
        ),
        (
            "newest",
            moment(stats.newest.as_deref(), scene.now),
            styles.text,
        ),
    ];
    if stats.undated > 0 {
        totals.push(("undated", thousands(stats.undated), styles.warn));
    }
    let beside = usize::from(totals_beside(u16::try_from(width).unwrap_or(u16::MAX)));
    let each = (width + GAP) / beside - if beside > 1 { GAP / 2 } else { GAP };
    let Some(some) = totals.chunks(beside).nth(row) else {
        return coverage(scene, width);
    };
    let mut line = Vec::new();
    for (name, value, style) in some {
        line.push(Span::styled(cells::fill(name, NAME), styles.muted));
        let room = each.saturating_sub(NAME);
        line.push(Span::styled(cells::fill(value, room), *style));
    }
    line
}

fn moment(stamp: Option<&str>, now: DateTime<Utc>) -> String {
    stamp.and_then(parse_timestamp).map_or_else(
        || "–".to_owned(),
        |then| format!("{} · {}", then.format("%Y-%m-%d"), age::short(then, now)),
    )
}

/// `3h ago`, but `now` and `+2d`.
fn ago(then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let age = age::short(then, now);
    if then > now || age == age::short(now, now) {
        age
    } else {
        format!("{age} ago")
    }
}

/// All totals in one line.
pub(super) fn summary(scene: Scene<'_>, stats: &Stats, width: usize) -> SpanLine {
    let styles = scene.styles;
    let age_of = |stamp: &Option<String>| {
        let then = stamp.as_deref().and_then(parse_timestamp);
        then.map(|then| age::short(then, scene.now))
    };
    let mut rest = vec![bytes(stats.bytes)];
    if let (Some(oldest), Some(newest)) = (age_of(&stats.oldest), age_of(&stats.newest)) {
        rest.push(format!("{oldest} – {newest}"));
    }
    let entries = counted(stats.total, "entry", "entries");
    let room = width.saturating_sub(cells::width(&entries));
    vec![
        Span::styled(entries, styles.heading),
        Span::styled(
            cells::fit(&format!(" · {}", rest.join(" · ")), room),
            styles.muted,
        ),
    ]
}

/// Totals beside each other: the figures in the first row, what they are in the second.
pub(super) fn cards(scene: Scene<'_>, stats: &Stats, width: usize, row: usize) -> SpanLine {
    let styles = scene.styles;
    let many = |number: usize, one: &'static str, many: &'static str| {
        let name = if number == 1 { one } else { many };
        (name, thousands(number), styles.heading)
    };
    let age_of = |name, stamp: &Option<String>| {
        let then = stamp.as_deref().and_then(parse_timestamp);
        let age = then.map_or("–".to_owned(), |then| ago(then, scene.now));
        (name, age, styles.heading)
    };
    let mut cards: Vec<Total> = vec![
        many(stats.total, "entry", "entries"),
        age_of("newest", &stats.newest),
        age_of("oldest", &stats.oldest),
        many(stats.by_kind.len(), "type", "types"),
        many(stats.by_agent.len(), "agent", "agents"),
        many(stats.by_project.len(), "project", "projects"),
        many(stats.by_repository.len(), "repository", "repositories"),
        ("on disk", bytes(stats.bytes), styles.heading),
    ];
    if stats.undated > 0 {
        cards.insert(3, ("undated", thousands(stats.undated), styles.warn));
    }
    let width_of = |(name, value, _): &Total| cells::width(name).max(cells::width(value));
    let least: usize = cards.iter().map(|card| width_of(card) + 2).sum();
    while cards.len() > 1 && cards.iter().map(|card| width_of(card) + 2).sum::<usize>() > width {
        cards.pop();
    }
    let air = (width.saturating_sub(least) / cards.len().max(1)).min(6);
    let mut line = Vec::new();
    for card in &cards {
        let (name, value, style) = card;
        let (text, style) = if row == 0 {
            (value.as_str(), *style)
        } else {
            (*name, styles.muted)
        };
        line.push(Span::styled(
            cells::fill(text, width_of(card) + 2 + air),
            style,
        ));
    }
    line
}

/// How much of the store search by meaning can see.
fn coverage(scene: Scene<'_>, width: usize) -> SpanLine {
    let Scene { model, styles, .. } = scene;
    let Some(coverage) = model.coverage.filter(|coverage| coverage.entries() > 0) else {
        return Vec::new();
    };
    let share = coverage.seen as f64 / coverage.entries() as f64;
    let (told, style) = match coverage.missing() {
        0 => ("all entries".to_owned(), styles.good),
        missing => (
            format!(
                "{} %, {} missing",
                percent(coverage.seen, coverage.entries()),
                thousands(missing)
            ),
            styles.warn,
        ),
    };
    let room = width
        .saturating_sub(NAME + cells::width(&told) + 2)
        .min(BAR);
    let [filled, rest] = bars::thin(share, room, style, styles);
    vec![
        Span::styled(cells::fill("semantic", NAME), styles.muted),
        filled,
        rest,
        Span::styled(format!("  {told}"), style),
    ]
}
