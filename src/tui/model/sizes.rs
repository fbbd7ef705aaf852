//! How large panes are: shares of the screen, changed by dragging and by keys.

use serde::{Deserialize, Serialize};

use super::Pane;

/// Shares are counted in parts of this.
const WHOLE: u32 = 10_000;

/// The least columns of a pane, and of the projects.
pub const LEAST_WIDTH: u16 = 36;
const LEAST_PROJECTS: u16 = 20;

/// The least rows of a pane, and of results below their search box.
const LEAST_HEIGHT: u16 = 6;
const LEAST_RESULTS: u16 = 9;

/// How the panes are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Arrangement {
    /// One at a time.
    #[default]
    Single,
    /// Projects beside results, the detail below.
    Stacked,
    /// Projects, results, and detail over stats, side by side.
    Columns,
}

/// A border that can be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Border {
    /// Right of the projects.
    Projects,
    /// Left of the detail, or above it where that lies below the results.
    Detail,
    /// Above the stats.
    Stats,
}

/// A direction in which a pane grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Axis {
    /// Wider.
    Across,
    /// Taller.
    Down,
}

/// The size of each part in one arrangement, in ten-thousandths of the screen; `None` where nobody
/// changed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Shares {
    projects: Option<u16>,
    detail: Option<u16>,
    stats: Option<u16>,
}

/// The sizes that a person chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Sizes {
    stacked: Shares,
    columns: Shares,
}

impl Sizes {
    /// Columns or rows that a person gave to the part behind a border, on a screen with room for
    /// `total` of which `taken` belong to other parts already.
    #[must_use]
    pub fn chosen(
        &self,
        arrangement: Arrangement,
        border: Border,
        (total, taken): (u16, u16),
    ) -> Option<u16> {
        let shares = match arrangement {
            Arrangement::Single => return None,
            Arrangement::Stacked => &self.stacked,
            Arrangement::Columns => &self.columns,
        };
        let share = match border {
            Border::Projects => shares.projects,
            Border::Detail => shares.detail,
            Border::Stats => shares.stats,
        }?;
        let size = (u32::from(share) * u32::from(total) + WHOLE / 2) / WHOLE;
        let size = u16::try_from(size).unwrap_or(u16::MAX);
        Some(within_limits(arrangement, border, size, (total, taken)))
    }

    /// Gives columns or rows to the part behind a border.
    pub fn choose(
        &mut self,
        arrangement: Arrangement,
        border: Border,
        size: u16,
        (total, taken): (u16, u16),
    ) {
        let shares = match arrangement {
            Arrangement::Single => return,
            Arrangement::Stacked => &mut self.stacked,
            Arrangement::Columns => &mut self.columns,
        };
        let size = within_limits(arrangement, border, size, (total, taken));
        let total = u32::from(total.max(1));
        let share = (u32::from(size) * WHOLE + total / 2) / total;
        let share = u16::try_from(share).ok();
        match border {
            Border::Projects => shares.projects = share,
            Border::Detail => shares.detail = share,
            Border::Stats => shares.stats = share,
        }
    }
}

/// The size nearest to the one wanted that leaves room for the other parts.
fn within_limits(
    arrangement: Arrangement,
    border: Border,
    size: u16,
    (total, taken): (u16, u16),
) -> u16 {
    let (least, others) = match (arrangement, border) {
        (Arrangement::Columns, Border::Projects) => (LEAST_PROJECTS, 2 * LEAST_WIDTH),
        (_, Border::Projects) => (LEAST_PROJECTS, LEAST_WIDTH),
        (Arrangement::Columns, Border::Detail) => (LEAST_WIDTH, LEAST_WIDTH + taken),
        (_, Border::Detail) => (LEAST_HEIGHT, LEAST_RESULTS),
        (_, Border::Stats) => (LEAST_HEIGHT, LEAST_HEIGHT),
    };
    size.min(total.saturating_sub(others)).max(least)
}

/// The border that moves when a pane is to grow, and whether the part behind it grows then.
#[must_use]
pub fn border_of(arrangement: Arrangement, pane: Pane, axis: Axis) -> Option<(Border, bool)> {
    match (arrangement, pane, axis) {
        (Arrangement::Single, ..)
        | (Arrangement::Columns, Pane::Projects | Pane::Results, Axis::Down)
        | (Arrangement::Stacked, Pane::Detail, Axis::Across)
        | (Arrangement::Stacked, Pane::Stats, Axis::Down) => None,
        (_, Pane::Projects, Axis::Across) => Some((Border::Projects, true)),
        (Arrangement::Stacked, Pane::Results | Pane::Stats, Axis::Across) => {
            Some((Border::Projects, false))
        }
        (Arrangement::Stacked, Pane::Projects | Pane::Results, Axis::Down)
        | (Arrangement::Columns, Pane::Results, Axis::Across) => Some((Border::Detail, false)),
        (Arrangement::Stacked, Pane::Detail, Axis::Down)
        | (Arrangement::Columns, Pane::Detail | Pane::Stats, Axis::Across) => {
            Some((Border::Detail, true))
        }
        (Arrangement::Columns, Pane::Detail, Axis::Down) => Some((Border::Stats, false)),
        (Arrangement::Columns, Pane::Stats, Axis::Down) => Some((Border::Stats, true)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_nobody_chose_is_not_told() {
        let sizes = Sizes::default();
        let room = (160, 0);
        assert_eq!(
            sizes.chosen(Arrangement::Columns, Border::Projects, room),
            None
        );
    }

    #[test]
    fn a_share_follows_the_screen() {
        let mut sizes = Sizes::default();
        let columns = Arrangement::Columns;
        sizes.choose(columns, Border::Projects, 40, (160, 0));
        let chosen = |total| sizes.chosen(columns, Border::Projects, (total, 0));
        assert_eq!(chosen(160), Some(40));
        assert_eq!(chosen(200), Some(50));
        assert_eq!(chosen(120), Some(30));
        assert_eq!(
            sizes.chosen(Arrangement::Stacked, Border::Projects, (100, 0)),
            None,
            "arrangements have sizes of their own"
        );
    }

    #[test]
    fn nothing_is_squeezed_away() {
        let mut sizes = Sizes::default();
        let columns = Arrangement::Columns;
        sizes.choose(columns, Border::Projects, 500, (120, 0));
        assert_eq!(
            sizes.chosen(columns, Border::Projects, (120, 0)),
            Some(120 - 2 * LEAST_WIDTH)
        );
        sizes.choose(columns, Border::Projects, 0, (120, 0));
        assert_eq!(
            sizes.chosen(columns, Border::Projects, (120, 0)),
            Some(LEAST_PROJECTS)
        );
    }

    proptest! {
        #[test]
        fn a_choice_comes_back_as_it_was(size in 40u16..100, total in 200u16..2_000) {
            let mut sizes = Sizes::default();
            sizes.choose(Arrangement::Columns, Border::Detail, size, (total, 30));
            let chosen = sizes.chosen(Arrangement::Columns, Border::Detail, (total, 30));
            prop_assert_eq!(chosen, Some(size));
        }
    }
}
