//! How much of each type, agent and project would go.

use ratatui::{style::Style, text::Span};

use super::SpanLine;
use crate::{
    domain::count::thousands,
    tui::{
        model::cleanup::{Share, Tally},
        styles::Styles,
        text::cells,
        view::spans,
    },
};

/// From these widths on, so many charts stand side by side.
const THREE: usize = 66;
const TWO: usize = 42;

/// Columns between two charts.
const GAP: usize = 2;

/// Most columns of a name.
const MAX_NAME: usize = 18;

/// A title, bars, and how their names look.
type Chart<'a> = (&'a str, &'a [Share], &'a dyn Fn(&str) -> Style);

/// The charts that fit, in at most `height` lines.
pub(super) fn lines(tally: &Tally, width: usize, height: usize, styles: &Styles) -> Vec<SpanLine> {
    let kind = |name: &str| styles.kind(name);
    let other = |_: &str| styles.text;
    let charts: [Chart<'_>; 3] = [
        ("Types", &tally.by_kind, &kind),
        ("Projects", &tally.by_project, &other),
        ("Agents", &tally.by_agent, &other),
    ];
    let (count, each) = side_by_side(width);
    let mut columns: Vec<Vec<SpanLine>> = charts[..count]
        .iter()
        .map(|(title, shares, style)| chart(title, shares, (each, height), *style, styles))
        .collect();
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
    (0..rows)
        .map(|row| {
            let mut line = SpanLine::new();
            for (at, column) in columns.iter_mut().enumerate() {
                let missing = (each + GAP) * at - usize::from(spans::columns(&line));
                line.push(Span::raw(" ".repeat(missing)));
                if let Some(part) = column.get_mut(row) {
                    line.append(part);
                }
            }
            line
        })
        .collect()
}

/// The types that [`lines`] shows below their title, in order, and the columns of each.
pub(super) fn types(
    tally: &Tally,
    width: usize,
    height: usize,
) -> impl Iterator<Item = (&str, u16)> {
    let (_, each) = side_by_side(width);
    let each = u16::try_from(each).unwrap_or(u16::MAX);
    let shown = shown(&tally.by_kind, height);
    tally.by_kind[..shown]
        .iter()
        .map(move |share| (share.name.as_str(), each))
}

/// How many charts stand side by side, and the columns of each.
fn side_by_side(width: usize) -> (usize, usize) {
    let count = match width {
        THREE.. => 3,
        TWO.. => 2,
        _ => 1,
    };
    (count, (width + GAP) / count - GAP)
}

/// How many shares a chart of so many lines has room for, the title and a note on the rest aside.
fn shown(shares: &[Share], height: usize) -> usize {
    let room = height.saturating_sub(1);
    if shares.len() > room {
        room.saturating_sub(1)
    } else {
        shares.len()
    }
}

fn chart(
    title: &str,
    shares: &[Share],
    (width, height): (usize, usize),
    style: &dyn Fn(&str) -> Style,
    styles: &Styles,
) -> Vec<SpanLine> {
    if height < 2 {
        return Vec::new();
    }
    let rule = width.saturating_sub(cells::width(title) + 1);
    let mut lines = vec![vec![
        Span::styled(format!("{title} "), styles.muted),
        Span::styled("─".repeat(rule), styles.track),
    ]];
    let shown = shown(shares, height);
    let most = shares
        .iter()
        .map(|share| share.all)
        .max()
        .unwrap_or(0)
        .max(1);
    let number = shares[..shown]
        .iter()
        .map(|share| cells::width(&counts(share)))
        .max()
        .unwrap_or(0);
    let name = shares[..shown]
        .iter()
        .map(|share| cells::width(&share.name))
        .max()
        .unwrap_or(0)
        .clamp(6, MAX_NAME.min((width / 2).max(6)));
    let bar = width.saturating_sub(name + number + 2);
    for share in &shares[..shown] {
        let label = if share.name.is_empty() {
            "(none)"
        } else {
            &share.name
        };
        let mut line = vec![
            Span::styled(cells::fill(label, name), style(&share.name)),
            Span::raw(" "),
        ];
        line.extend(split_bar(share, most, bar, styles));
        let told = if share.goes > 0 {
            styles.text
        } else {
            styles.faint
        };
        line.push(Span::styled(
            format!(" {}", cells::fill_left(&counts(share), number)),
            told,
        ));
        lines.push(line);
    }
    if shown < shares.len() {
        let more = format!("… {} more", thousands(shares.len() - shown));
        lines.push(vec![Span::styled(more, styles.faint)]);
    }
    lines
}

fn counts(share: &Share) -> String {
    format!("{}/{}", thousands(share.goes), thousands(share.all))
}

/// What would go and what would stay, one behind the other. More than nothing shows.
fn split_bar(share: &Share, most: usize, width: usize, styles: &Styles) -> SpanLine {
    let scaled = |value: usize| {
        let cells = (value as u128 * width as u128 + most as u128 / 2) / most as u128;
        usize::try_from(cells)
            .unwrap_or(width)
            .max(usize::from(value > 0))
    };
    let all = scaled(share.all).min(width);
    let mut goes = scaled(share.goes).min(all);
    if goes == all && share.goes < share.all && all > 1 {
        goes -= 1;
    }
    vec![
        Span::styled("━".repeat(goes), styles.bad),
        Span::styled("━".repeat(all - goes), styles.bar),
        Span::raw(" ".repeat(width - all)),
    ]
}
