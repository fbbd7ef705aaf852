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
    fn upright_bars_stand_on_the_last_row() {
        let bar = |value| [upright(value, 8, 2, 0), upright(value, 8, 2, 1)];
        assert_eq!(bar(0), [" ", " "]);
        assert_eq!(bar(1), [" ", "▂"]);
        assert_eq!(bar(4), [" ", "█"]);
        assert_eq!(bar(5), ["▂", "█"]);
        assert_eq!(bar(8), ["█", "█"]);
    }
}
