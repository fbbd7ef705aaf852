//! Bars: thin ones that lie, for shares and scores, and upright ones, for how much happened when.

use ratatui::{style::Style, text::Span};

use crate::tui::styles::Styles;

/// Steps of an upright bar within one cell.
const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// A thin bar over its track. More than nothing shows as more than nothing.
pub(super) fn thin(share: f64, width: usize, fill: Style, styles: &Styles) -> [Span<'static>; 2] {
    // Half cells are the finest this kind of bar can show.
    let wanted = share * (width * 2) as f64;
    let halves = (1..=width * 2)
        .take_while(|half| wanted >= *half as f64 - 0.5)
        .count()
        .max(usize::from(share > 0.0 && width > 0));
    let mut filled = "━".repeat(halves / 2);
    if halves % 2 == 1 {
        filled.push('╸');
    }
    let rest = width - halves.div_ceil(2);
    [
        Span::styled(filled, fill),
        Span::styled("─".repeat(rest), styles.track),
    ]
}

/// A thin bar in the colours of its parts. Each part that is not empty shows, if there is room.
pub(super) fn shares(
    parts: &[(usize, Style)],
    width: usize,
    styles: &Styles,
) -> Vec<Span<'static>> {
    let whole: u128 = parts.iter().map(|(size, _)| *size as u128).sum();
    if whole == 0 {
        return vec![Span::styled("─".repeat(width), styles.track)];
    }
    let mut left = parts.iter().filter(|(size, _)| *size > 0).count();
    let (mut seen, mut used) = (0_u128, 0);
    let mut spans = Vec::with_capacity(left);
    for (size, style) in parts.iter().filter(|(size, _)| *size > 0) {
        seen += *size as u128;
        left -= 1;
        let end = usize::try_from(seen * width as u128 / whole).unwrap_or(width);
        // One column for each part that is still to come.
        let end = end.max(used + 1).min(width.saturating_sub(left)).max(used);
        spans.push(Span::styled("━".repeat(end - used), *style));
        used = end;
    }
    spans
}

/// What one cell shows of an upright bar in several colours: its symbol, and the styles in front
/// and behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StackedCell {
    pub symbol: &'static str,
    pub front: Style,
    pub behind: Option<Style>,
}

/// One row of an upright bar made of parts that lie on each other, the first at the bottom.
/// `None` where it does not reach to. A cell has two colours at most.
pub(super) fn stacked(
    parts: &[(usize, Style)],
    most: usize,
    height: usize,
    row: usize,
) -> Option<StackedCell> {
    let steps = EIGHTHS.len() - 1;
    let total: usize = parts.iter().map(|(size, _)| *size).sum();
    let symbol = upright(total, most, height, row);
    if symbol == EIGHTHS[0] {
        return None;
    }
    let all = (total as u128 * (height * steps) as u128).div_ceil(most as u128);
    let bottom = ((height - 1 - row) * steps) as u128;
    let (mut seen, mut from) = (0_u128, 0);
    let mut inside: Vec<(usize, Style)> = Vec::new();
    for (size, style) in parts {
        seen += *size as u128;
        let end = (seen * all).div_ceil(total as u128);
        let here = |at: u128| {
            usize::try_from(at.saturating_sub(bottom))
                .unwrap_or(steps)
                .min(steps)
        };
        let eighths = here(end) - here(from);
        from = end;
        match inside.last_mut() {
            _ if eighths == 0 => {}
            Some((known, last)) if last == style => *known += eighths,
            _ => inside.push((eighths, *style)),
        }
    }
    let largest = |parts: &[(usize, Style)]| {
        let found = parts.iter().rev().max_by_key(|(eighths, _)| *eighths);
        found.map(|(_, style)| *style)
    };
    let front = largest(&inside)?;
    let filled = upright(total, most, height, row) == EIGHTHS[steps];
    // Without colours of the ground, the part behind would be a hole.
    match inside.split_first() {
        Some(((eighths, lower), rest))
            if filled && !rest.is_empty() && rest.iter().all(|(_, style)| style.fg.is_some()) =>
        {
            Some(StackedCell {
                symbol: EIGHTHS[(*eighths).min(steps)],
                front: *lower,
                behind: largest(rest),
            })
        }
        _ => Some(StackedCell {
            symbol,
            front,
            behind: None,
        }),
    }
}

/// One row of an upright bar of `height` rows, `row` counted from the top.
pub(super) fn upright(value: usize, most: usize, height: usize, row: usize) -> &'static str {
    if value == 0 || most == 0 {
        return EIGHTHS[0];
    }
    let steps = EIGHTHS.len() - 1;
    let eighths = (value as u128 * (height * steps) as u128).div_ceil(most as u128);
    let below = (height - 1 - row) * steps;
    let here = usize::try_from(eighths)
        .unwrap_or(usize::MAX)
        .saturating_sub(below);
    EIGHTHS[here.min(steps)]
}

/// Cells as spans, neighbours of one style together.
pub(super) fn runs<'a>(cells: impl Iterator<Item = (&'a str, Style)>) -> Vec<Span<'static>> {
    let mut spans: Vec<(String, Style)> = Vec::new();
    for (symbol, style) in cells {
        match spans.last_mut() {
            Some((text, last)) if *last == style => text.push_str(symbol),
            _ => spans.push((symbol.to_owned(), style)),
        }
    }
    spans
        .into_iter()
        .map(|(text, style)| Span::styled(text, style))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(share: f64) -> String {
        thin(share, 4, Style::new(), &Styles::plain())
            .iter()
            .map(|span| &*span.content)
            .collect()
    }

    #[test]
    fn thin_bars_show_halves() {
        assert_eq!(text(0.0), "────");
        assert_eq!(text(0.001), "╸───");
        assert_eq!(text(0.5), "━━──");
        assert_eq!(text(0.6), "━━╸─");
        assert_eq!(text(1.0), "━━━━");
        assert_eq!(text(7.0), "━━━━");
        assert_eq!(text(f64::NAN), "────");
    }

    #[test]
    fn shares_fill_the_width_and_show_the_smallest() {
        let told = |parts: &[usize], width| -> Vec<usize> {
            let parts: Vec<_> = parts.iter().map(|size| (*size, Style::new())).collect();
            let spans = shares(&parts, width, &Styles::plain());
            spans
                .iter()
                .map(|span| span.content.chars().count())
                .collect()
        };
        assert_eq!(told(&[50, 0, 50], 10), [5, 5]);
        assert_eq!(told(&[999, 1, 1], 10), [8, 1, 1]);
        assert_eq!(told(&[1, 999], 10), [1, 9]);
        assert_eq!(told(&[0, 0], 10), [10]);
        assert_eq!(told(&[1, 1, 1], 2).iter().sum::<usize>(), 2);
        assert_eq!(told(&[usize::MAX, usize::MAX], 4), [2, 2]);
    }

    #[test]
    fn stacked_bars_change_colour_within_a_cell() {
        let (red, blue) = (Style::new().red(), Style::new().blue());
        let cell = |parts: &[(usize, Style)], row| {
            stacked(parts, 16, 2, row).map(|cell| (cell.symbol, cell.front, cell.behind))
        };
        let parts = [(4, red), (12, blue)];
        assert_eq!(cell(&parts, 0), Some(("█", blue, None)));
        assert_eq!(cell(&parts, 1), Some(("▄", red, Some(blue))));
        assert_eq!(cell(&[(8, red), (4, blue)], 0), Some(("▄", blue, None)));
        assert_eq!(cell(&[(8, red)], 0), None);
        let plain = [(4, Style::new().bold()), (12, Style::new())];
        assert_eq!(cell(&plain, 1).unwrap().0, "█", "no holes without colours");
    }

    #[test]
    fn upright_bars_stand_on_the_last_row() {
        let bar = |value| [upright(value, 8, 2, 0), upright(value, 8, 2, 1)];
        assert_eq!(bar(0), [" ", " "]);
        assert_eq!(bar(1), [" ", "▂"]);
        assert_eq!(bar(4), [" ", "█"]);
        assert_eq!(bar(5), ["▂", "█"]);
        assert_eq!(bar(8), ["█", "█"]);
    }
}
