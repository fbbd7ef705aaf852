//! Where each chart of the stats goes, as if there were room for all of them: drawing shows a part
//! of it, the cursor moves over it.

mod charts;
mod walk;

use chrono::NaiveDate;
use ratatui::layout::Rect;

use super::{Bar, List, StatsPane, Timeline};

/// Rows of a list that is folded.
const FOLDED: usize = 8;

/// Rows of a list that is not: more would be no chart.
const UNFOLDED: usize = 5_000;

/// From this size on, totals stand beside each other and the timeline is tall.
const LARGE: (u16, u16) = (72, 20);

/// With fewer lines than this, totals take one.
const TINY: u16 = 9;

/// Rows of bars of a short timeline.
const SHORT: u16 = 3;

/// Rows of bars of a tall timeline.
const TALL: std::ops::RangeInclusive<u16> = 4..=18;

/// The charts of the stats.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Board {
    /// The charts, from top to bottom.
    pub panels: Vec<Panel>,
    /// The bars that the cursor can stand on.
    pub bars: Vec<(Rect, Bar)>,
    /// The bars of the timeline.
    pub timeline: Option<Timeline>,
    /// How much room there is.
    pub room: Room,
    /// Lines in all.
    pub height: u16,
}

/// How much room the board has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Room {
    /// For one thing at a time.
    Tiny,
    /// For the bare figures.
    #[default]
    Small,
    /// For all of it.
    Large,
}

impl Room {
    fn of((width, height): (u16, u16)) -> Self {
        if height < TINY {
            Self::Tiny
        } else if width >= LARGE.0 && height >= LARGE.1 {
            Self::Large
        } else {
            Self::Small
        }
    }
}

/// A chart and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Panel {
    /// What it shows.
    pub kind: PanelKind,
    /// Where, in columns and lines from the board's corner.
    pub area: Rect,
}

/// What a chart shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PanelKind {
    /// How many, how large, from when to when.
    Totals,
    /// What to do when there are none.
    Nothing,
    /// When they were written.
    Timeline,
    /// How many of each value.
    List(List),
    /// How old they are.
    Ages,
    /// What semantic search sees.
    Meaning,
    /// How the repositories stand.
    Health,
}

/// What a list shows of its counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// So many of the first.
    pub rows: usize,
    /// So many are left out, told in a row of its own.
    pub more: usize,
}

impl Shown {
    /// What a list of `len` shows in so many rows.
    #[must_use]
    pub fn within(len: usize, rows: usize) -> Self {
        // The row that tells of one more would take the place of that one.
        let rows = if len <= rows {
            len
        } else {
            rows.saturating_sub(1)
        };
        Self {
            rows,
            more: len - rows,
        }
    }
}

impl Board {
    /// Places the charts of what was counted into a pane of this size.
    #[must_use]
    pub fn new(pane: &StatsPane, (width, height): (u16, u16), today: NaiveDate) -> Self {
        let room = Room::of((width, height));
        if room != Room::Large {
            return Self::with_timeline(SHORT, pane, width, room, today);
        }
        let rows = (height / 5).max(*TALL.start());
        let board = Self::with_timeline(rows.min(*TALL.end()), pane, width, room, today);
        // What is left over below makes the timeline taller.
        let left = height.saturating_sub(board.height);
        let taller = (rows + left).min(*TALL.end());
        if left == 0 || taller == rows {
            return board;
        }
        Self::with_timeline(taller, pane, width, room, today)
    }

    /// The charts, with so many rows of bars in the timeline.
    fn with_timeline(
        rows: u16,
        pane: &StatsPane,
        width: u16,
        room: Room,
        today: NaiveDate,
    ) -> Self {
        let mut board = Self {
            room,
            ..Self::default()
        };
        let Some(stats) = pane.stats.as_deref() else {
            return board;
        };
        board.add_totals(stats, width);
        if stats.total > 0 {
            board.add_timeline(pane, stats, (width, rows), today);
            board.add_lists(pane, stats, width);
        } else {
            let place = Rect::new(0, board.height + 1, width, 1);
            board.place(PanelKind::Nothing, place);
        }
        board.add_health(pane, width);
        board
    }

    fn place(&mut self, kind: PanelKind, area: Rect) {
        self.height = self.height.max(area.bottom());
        self.panels.push(Panel { kind, area });
    }
}

/// Totals that stand side by side, where they stand in small letters.
#[must_use]
pub fn totals_beside(width: u16) -> u16 {
    const TOTAL: u16 = 27;
    (width / TOTAL).clamp(1, 2)
}

#[cfg(test)]
mod tests;
