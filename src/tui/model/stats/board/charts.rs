//! The places of the charts, one after the other.

use chrono::NaiveDate;
use ratatui::layout::Rect;

use super::{
    Bar, Board, FOLDED, List, PanelKind, Room, Shown, StatsPane, Timeline, UNFOLDED, totals_beside,
};
use crate::domain::{age_band::AgeBand, stats::Stats};

/// Columns between charts side by side.
const GAP: u16 = 3;

/// A chart of a list has so many columns at least, where others stand beside it.
const MIN_COLUMN: u16 = 26;

/// More lists than this side by side are hard to take in.
const MAX_COLUMNS: u16 = 4;

/// Where there is little room, a column has so many.
const ROOMY: u16 = 110;
const ROOMY_COLUMN: u16 = 34;

impl Board {
    pub(super) fn add_totals(&mut self, stats: &Stats, width: u16) {
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

    pub(super) fn add_timeline(
        &mut self,
        pane: &StatsPane,
        stats: &Stats,
        (width, rows): (u16, u16),
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
    pub(super) fn add_lists(&mut self, pane: &StatsPane, stats: &Stats, width: u16) {
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
        let mut placed: Vec<(PanelKind, Rect)> = Vec::new();
        for kind in lists {
            let lines = lines(pane, stats, kind);
            let shortest = (0_u16..).zip(&ends).min_by_key(|(_, end)| **end);
            let Some((column, &end)) = shortest else {
                break;
            };
            let x = column * (each + GAP);
            // The last column takes what does not divide.
            let wide = if column + 1 == columns {
                width - x
            } else {
                each
            };
            let area = Rect::new(x, end + 1, wide, lines);
            ends[usize::from(column)] = area.bottom();
            placed.push((kind, area));
        }
        let bottom = ends.iter().copied().max().unwrap_or(0);
        for (kind, mut area) in placed {
            // A folded list shows more of its values where nothing stands below it.
            let end = ends.get(usize::from(area.x / (each + GAP)));
            if let PanelKind::List(list) = kind
                && end == Some(&area.bottom())
            {
                let all = u16::try_from(list.counts(stats).len() + 1).unwrap_or(u16::MAX);
                area.height = (bottom - area.y).min(all).max(area.height);
            }
            self.place(kind, area);
            self.add_rows(stats, kind, area);
        }
    }

    pub(super) fn add_health(&mut self, pane: &StatsPane, width: u16) {
        let repositories: Vec<&str> = pane.repositories().map(|one| &*one.name).collect();
        let broken = pane
            .health
            .health
            .as_ref()
            .map_or(0, |health| health.broken.len());
        let rows = match (&pane.health.health, repositories.len()) {
            (None, _) | (Some(_), 0) => 1,
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

    /// The bars of a chart whose rows are bars.
    fn add_rows(&mut self, stats: &Stats, kind: PanelKind, area: Rect) {
        let rows: Vec<Bar> = match kind {
            PanelKind::List(list) => {
                let counts = list.counts(stats);
                let shown = Shown::within(counts.len(), usize::from(area.height) - 1);
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
            PanelKind::Totals
            | PanelKind::Nothing
            | PanelKind::Timeline
            | PanelKind::Meaning
            | PanelKind::Health => Vec::new(),
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
}

fn columns(width: u16) -> u16 {
    let each = if width >= ROOMY {
        ROOMY_COLUMN
    } else {
        MIN_COLUMN
    };
    ((width + GAP) / (each + GAP)).clamp(1, MAX_COLUMNS)
}

/// Lines of a chart, its heading too.
fn lines(pane: &StatsPane, stats: &Stats, kind: PanelKind) -> u16 {
    let rows = match kind {
        PanelKind::List(list) => {
            let unfolded = pane.unfolded == Some(list);
            let most = if unfolded { UNFOLDED } else { FOLDED };
            list.counts(stats).len().min(most + 1)
        }
        PanelKind::Ages => AgeBand::ALL.len() + usize::from(stats.undated > 0),
        PanelKind::Meaning => meaning_rows(pane),
        PanelKind::Totals | PanelKind::Nothing | PanelKind::Timeline | PanelKind::Health => 0,
    };
    u16::try_from(rows + 1).unwrap_or(u16::MAX)
}

/// Rows of what semantic search sees: the bar of all, and one for each kind of vectors.
fn meaning_rows(pane: &StatsPane) -> usize {
    pane.health_total().map_or(1, |total| {
        let meaning = total.meaning;
        let kinds = [
            meaning.seen,
            meaning.outdated,
            meaning.meaningless,
            meaning.others,
            meaning.foreign,
            meaning.unfit,
        ];
        1 + kinds.iter().filter(|entries| **entries > 0).count()
    })
}
