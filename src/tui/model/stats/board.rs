//! Where each chart of the stats goes, as if there were room for all of them: drawing shows a part
//! of it, the cursor moves over it.

use chrono::NaiveDate;
use ratatui::layout::Rect;

use super::{Bar, List, StatsPane, Timeline};
use crate::{
    domain::{age_band::AgeBand, stats::Stats},
    tui::keymap::Movement,
};

/// Columns between charts side by side.
pub const GAP: u16 = 3;

/// A chart of a list has so many columns at least, where others stand beside it.
const MIN_COLUMN: u16 = 26;

/// More lists than this side by side are hard to take in.
const MAX_COLUMNS: u16 = 4;

/// Where there is little room, a column has so many.
const ROOMY: u16 = 110;
const ROOMY_COLUMN: u16 = 34;

/// Rows of a list that is folded.
const FOLDED: usize = 8;

/// Rows of a list that is not: more would be no chart.
const UNFOLDED: usize = 5_000;

/// From this size on, totals stand beside each other and the timeline is tall.
const LARGE: (u16, u16) = (72, 20);

/// With fewer lines than this, totals take one.
const TINY: u16 = 9;

/// Going straight counts so much more than going aside.
const ASIDE: u16 = 4;

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
    /// What a list of `len` shows.
    #[must_use]
    pub fn of(len: usize, unfolded: bool) -> Self {
        let most = if unfolded { UNFOLDED } else { FOLDED };
        // The row that tells of one more would take the place of that one.
        let rows = if len <= most + 1 { len } else { most };
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
        let mut board = Self {
            room: Room::of((width, height)),
            ..Self::default()
        };
        let Some(stats) = pane.stats.as_deref() else {
            return board;
        };
        board.add_totals(stats, width);
        if stats.total > 0 {
            board.add_timeline(pane, stats, (width, height), today);
            board.add_lists(pane, stats, width);
        }
        board.add_health(pane, width);
        board
    }

    fn add_totals(&mut self, stats: &Stats, width: u16) {
        let lines = match self.room {
            Room::Tiny => 1,
            Room::Small => {
                let totals: u16 = if stats.undated > 0 { 5 } else { 4 };
                totals.div_ceil(totals_beside(width)) + 1
            }
            Room::Large => 2,
        };
        self.place(PanelKind::Totals, Rect::new(0, 0, width, lines));
    }

    fn add_timeline(
        &mut self,
        pane: &StatsPane,
        stats: &Stats,
        (width, height): (u16, u16),
        today: NaiveDate,
    ) {
        let shown = match pane.cursor {
            Some(Bar::Time(day)) => Some(day),
            _ => None,
        };
        let by_day = &stats.by_day;
        let Some(timeline) = Timeline::new(by_day, pane.unit, shown, today, width.into()) else {
            return;
        };
        let rows = if self.room == Room::Large {
            (height / 5).clamp(4, 10)
        } else {
            3
        };
        let top = self.height + u16::from(self.room != Room::Tiny);
        self.place(PanelKind::Timeline, Rect::new(0, top, width, rows + 2));
        for (slot, bar) in timeline.bars.iter().enumerate() {
            let column = timeline.scale + slot * timeline.step;
            let (Some(day), Ok(x), Ok(columns)) = (
                timeline.slots.first_day(slot),
                u16::try_from(column),
                u16::try_from(timeline.bar_width()),
            ) else {
                continue;
            };
            if bar.entries > 0 {
                let place = Rect::new(x, top + 1, columns, rows);
                self.bars.push((place, Bar::Time(day)));
            }
        }
        self.timeline = Some(timeline);
    }

    /// Lists side by side, each under the column that is the shortest so far.
    fn add_lists(&mut self, pane: &StatsPane, stats: &Stats, width: u16) {
        let mut lists = vec![
            PanelKind::List(List::Kinds),
            PanelKind::List(List::Agents),
            PanelKind::Ages,
        ];
        if stats.by_project.len() > 1 {
            lists.insert(2, PanelKind::List(List::Projects));
        }
        if stats.by_repository.len() > 1 {
            lists.push(PanelKind::List(List::Repositories));
        }
        lists.push(PanelKind::Meaning);
        let columns = columns(width);
        let each = (width - GAP * (columns - 1)) / columns;
        let mut ends = vec![self.height; usize::from(columns)];
        for kind in lists {
            let lines = self.lines(pane, stats, kind);
            let shortest = (0_u16..).zip(&ends).min_by_key(|(_, end)| **end);
            let Some((column, &end)) = shortest else {
                break;
            };
            let area = Rect::new(column * (each + GAP), end + 1, each, lines);
            ends[usize::from(column)] = area.bottom();
            self.place(kind, area);
            self.add_rows(pane, stats, kind, area);
        }
    }

    fn add_health(&mut self, pane: &StatsPane, width: u16) {
        let repositories: Vec<&str> = pane.repositories().map(|one| &*one.name).collect();
        let broken = pane
            .health
            .health
            .as_ref()
            .map_or(0, |health| health.broken.len());
        let rows = match (&pane.health.health, repositories.len()) {
            (None, _) => 1,
            (Some(_), 0) => 1,
            // Names of columns above; the sum, where there is one, and the bytes below.
            (Some(_), 1) => 3,
            (Some(_), some) => some + 3,
        };
        let lines = u16::try_from(1 + rows + broken).unwrap_or(u16::MAX);
        let top = self.height + 1;
        let area = Rect::new(0, top, width, lines.min(u16::MAX - top));
        self.place(PanelKind::Health, area);
        for (y, name) in (top + 2..area.bottom()).zip(&repositories) {
            let bar = Bar::Repository((*name).to_owned());
            self.bars.push((Rect::new(0, y, width, 1), bar));
        }
    }

    /// Lines of a chart, its heading too.
    fn lines(&self, pane: &StatsPane, stats: &Stats, kind: PanelKind) -> u16 {
        let rows = match kind {
            PanelKind::List(list) => {
                let unfolded = pane.unfolded == Some(list);
                let shown = Shown::of(list.counts(stats).len(), unfolded);
                shown.rows + usize::from(shown.more > 0)
            }
            PanelKind::Ages => AgeBand::ALL.len() + usize::from(stats.undated > 0),
            PanelKind::Meaning => meaning_rows(pane),
            PanelKind::Totals | PanelKind::Timeline | PanelKind::Health => 0,
        };
        u16::try_from(rows + 1).unwrap_or(u16::MAX)
    }

    /// The bars of a chart whose rows are bars.
    fn add_rows(&mut self, pane: &StatsPane, stats: &Stats, kind: PanelKind, area: Rect) {
        let rows: Vec<Bar> = match kind {
            PanelKind::List(list) => {
                let counts = list.counts(stats);
                let shown = Shown::of(counts.len(), pane.unfolded == Some(list));
                counts
                    .iter()
                    .take(shown.rows)
                    .map(|count| Bar::Value(list, count.name.clone()))
                    .chain((shown.more > 0).then_some(Bar::More(list)))
                    .collect()
            }
            PanelKind::Ages => {
                let bands = AgeBand::ALL.into_iter().map(Bar::Age);
                bands
                    .chain((stats.undated > 0).then_some(Bar::Undated))
                    .collect()
            }
            PanelKind::Totals | PanelKind::Timeline | PanelKind::Meaning | PanelKind::Health => {
                Vec::new()
            }
        };
        for (y, bar) in (area.y + 1..area.bottom()).zip(rows) {
            let place = Rect {
                y,
                height: 1,
                ..area
            };
            self.bars.push((place, bar));
        }
    }

    fn place(&mut self, kind: PanelKind, area: Rect) {
        self.height = self.height.max(area.bottom());
        self.panels.push(Panel { kind, area });
    }

    /// The place of a bar.
    #[must_use]
    pub fn place_of(&self, bar: &Bar) -> Option<Rect> {
        let found = self.bars.iter().find(|(_, known)| known == bar);
        found.map(|(place, _)| *place)
    }

    /// The bar that the cursor stands on: the one that was chosen, while it is there, else the
    /// newest.
    #[must_use]
    pub fn under_cursor<'a>(&'a self, chosen: Option<&'a Bar>) -> Option<&'a (Rect, Bar)> {
        let newest = || {
            let of_time = |(_, bar): &&(Rect, Bar)| matches!(bar, Bar::Time(_));
            self.bars.iter().rfind(of_time).or(self.bars.first())
        };
        let chosen = chosen.and_then(|bar| self.bars.iter().find(|(_, known)| known == bar));
        chosen.or_else(newest)
    }

    /// The bar above or below a place, or the first or the last one of the chart around it.
    #[must_use]
    pub fn step(&self, from: Rect, movement: Movement) -> Option<&Bar> {
        match movement {
            Movement::Up => self.nearest(|to| beyond(to.bottom(), from.y, aside(from, to, true))),
            Movement::Down => self.nearest(|to| beyond(from.bottom(), to.y, aside(from, to, true))),
            Movement::First | Movement::Last => self.end_of_panel(from, movement),
            Movement::PageUp | Movement::PageDown => None,
        }
    }

    /// The bar at one side of a place.
    #[must_use]
    pub fn step_aside(&self, from: Rect, right: bool) -> Option<&Bar> {
        self.nearest(|to| {
            let (end, start) = if right {
                (from.right(), to.x)
            } else {
                (to.right(), from.x)
            };
            let aside = aside(from, to, false);
            // Beside an upright bar stand others of its chart, however far away.
            beyond(end, start, aside).filter(|_| aside == 0 || from.height == 1)
        })
    }

    /// The bar with the smallest distance; those without one do not count.
    fn nearest(&self, distance: impl Fn(Rect) -> Option<u16>) -> Option<&Bar> {
        self.bars
            .iter()
            .filter_map(|(place, bar)| Some((distance(*place)?, bar)))
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, bar)| bar)
    }

    fn end_of_panel(&self, from: Rect, movement: Movement) -> Option<&Bar> {
        let panel = self
            .panels
            .iter()
            .find(|panel| panel.area.intersects(from))?;
        let mut inside = self
            .bars
            .iter()
            .filter(|(place, _)| panel.area.intersects(*place));
        let found = if movement == Movement::First {
            inside.next()
        } else {
            inside.last()
        };
        found.map(|(_, bar)| bar)
    }
}

/// Totals that stand side by side, where they stand in small letters.
#[must_use]
pub fn totals_beside(width: u16) -> u16 {
    const TOTAL: u16 = 27;
    (width / TOTAL).clamp(1, 2)
}

fn columns(width: u16) -> u16 {
    let each = if width >= ROOMY {
        ROOMY_COLUMN
    } else {
        MIN_COLUMN
    };
    ((width + GAP) / (each + GAP)).clamp(1, MAX_COLUMNS)
}

/// Rows of what semantic search sees: the bar of all, and one for each kind of vectors.
fn meaning_rows(pane: &StatsPane) -> usize {
    pane.health_total().map_or(1, |total| {
        let meaning = total.meaning;
        let kinds = [
            meaning.seen,
            meaning.outdated,
            meaning.meaningless,
            meaning.foreign,
            meaning.unfit,
        ];
        1 + kinds.iter().filter(|entries| **entries > 0).count()
    })
}

/// How far it is from an end to a start behind it, with what it lies aside.
fn beyond(end: u16, start: u16, aside: u16) -> Option<u16> {
    (start >= end).then(|| (start - end).saturating_add(aside.saturating_mul(ASIDE)))
}

/// How far two places lie apart across the way: in columns on the way up or down, else in lines.
fn aside(one: Rect, other: Rect, vertical: bool) -> u16 {
    let (a, b) = if vertical {
        ((one.left(), one.right()), (other.left(), other.right()))
    } else {
        ((one.top(), one.bottom()), (other.top(), other.bottom()))
    };
    b.0.saturating_sub(a.1 - 1).max(a.0.saturating_sub(b.1 - 1))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::domain::stats::{Count, Day};

    fn counts(names: &[&str]) -> Vec<Count> {
        names
            .iter()
            .map(|name| Count {
                name: (*name).to_owned(),
                entries: 3,
            })
            .collect()
    }

    fn pane(agents: usize) -> StatsPane {
        let agents: Vec<String> = (0..agents).map(|agent| format!("a{agent}")).collect();
        let agents: Vec<&str> = agents.iter().map(String::as_str).collect();
        let day = |date: &str| Day {
            date: date.parse().unwrap(),
            entries: 3,
            kinds: vec![(0, 3)],
        };
        StatsPane {
            stats: Some(Arc::new(Stats {
                total: 9,
                by_kind: counts(&["decision", "issue"]),
                by_agent: counts(&agents),
                by_project: counts(&["x", "y"]),
                by_repository: counts(&["r"]),
                by_day: vec![day("2026-11-02"), day("2026-11-20")],
                ..Stats::default()
            })),
            ..StatsPane::default()
        }
    }

    fn today() -> NaiveDate {
        "2026-11-23".parse().unwrap()
    }

    fn walk(board: &Board, steps: &str) -> Bar {
        let (mut place, mut bar) = board.under_cursor(None).unwrap().clone();
        for step in steps.chars() {
            let next = match step {
                'j' => board.step(place, Movement::Down),
                'k' => board.step(place, Movement::Up),
                'g' => board.step(place, Movement::First),
                'G' => board.step(place, Movement::Last),
                'l' => board.step_aside(place, true),
                _ => board.step_aside(place, false),
            };
            if let Some(next) = next {
                bar = next.clone();
                place = board.place_of(next).unwrap();
            }
        }
        bar
    }

    #[test]
    fn the_cursor_walks_from_chart_to_chart() {
        let board = Board::new(&pane(3), (120, 40), today());
        let value = |list, name: &str| Bar::Value(list, name.to_owned());
        assert_eq!(walk(&board, ""), Bar::Time("2026-11-20".parse().unwrap()));
        assert_eq!(walk(&board, "h"), Bar::Time("2026-11-02".parse().unwrap()));
        assert_eq!(walk(&board, "hj"), value(List::Kinds, "decision"));
        assert_eq!(walk(&board, "hjj"), value(List::Kinds, "issue"));
        assert_eq!(walk(&board, "hjl"), value(List::Agents, "a0"));
        assert_eq!(walk(&board, "hjlG"), value(List::Agents, "a2"));
        assert_eq!(walk(&board, "hjlGl"), value(List::Projects, "y"));
        assert_eq!(walk(&board, "hjlGg"), value(List::Agents, "a0"));
        assert!(matches!(walk(&board, "hjlk"), Bar::Time(_)));
    }

    #[test]
    fn long_lists_fold() {
        let mut pane = pane(40);
        let last = |pane: &StatsPane| walk(&Board::new(pane, (120, 40), today()), "hjlG");
        assert_eq!(last(&pane), Bar::More(List::Agents));
        pane.unfolded = Some(List::Agents);
        assert_eq!(last(&pane), Bar::Value(List::Agents, "a39".to_owned()));
        assert_eq!(Shown::of(FOLDED + 1, false).more, 0);
    }

    #[test]
    fn what_is_gone_leaves_the_cursor_on_the_newest_bar() {
        let board = Board::new(&pane(3), (120, 40), today());
        let gone = Bar::Value(List::Kinds, "gone".to_owned());
        assert_eq!(board.under_cursor(Some(&gone)).unwrap().1, walk(&board, ""));
        assert!(Board::default().under_cursor(Some(&gone)).is_none());
    }

    proptest! {
        #[test]
        fn charts_do_not_overlap_and_stay_inside(
            width in 1u16..220, height in 1u16..80, agents in 0usize..60,
        ) {
            let board = Board::new(&pane(agents), (width, height), today());
            for (at, one) in board.panels.iter().enumerate() {
                prop_assert!(one.area.right() <= width && one.area.bottom() <= board.height);
                for other in &board.panels[at + 1..] {
                    prop_assert!(!one.area.intersects(other.area));
                }
            }
            for (at, (place, bar)) in board.bars.iter().enumerate() {
                prop_assert!(place.right() <= width && place.bottom() <= board.height);
                for (other, same) in &board.bars[at + 1..] {
                    prop_assert!(!place.intersects(*other) && bar != same);
                }
            }
        }

        #[test]
        fn every_bar_can_be_reached(width in 40u16..220, height in 10u16..60, agents in 0usize..30) {
            let board = Board::new(&pane(agents), (width, height), today());
            let mut seen = vec![board.under_cursor(None).unwrap().clone()];
            let mut at = 0;
            while at < seen.len() {
                let place = seen[at].0;
                let next = [
                    board.step(place, Movement::Up),
                    board.step(place, Movement::Down),
                    board.step_aside(place, true),
                    board.step_aside(place, false),
                ];
                for bar in next.into_iter().flatten() {
                    let place = board.place_of(bar).unwrap();
                    if seen.iter().all(|(_, known)| known != bar) {
                        seen.push((place, bar.clone()));
                    }
                }
                at += 1;
            }
            prop_assert_eq!(seen.len(), board.bars.len());
        }
    }
}
