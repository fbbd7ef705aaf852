//! Which parts of the screen go where.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
};

use super::{Scene, spans};
use crate::tui::{
    model::{Arrangement, Border, Model, Pane, Sizes, Target, sizes::LEAST_WIDTH},
    styles::Styles,
};

/// The smallest screen that can be used.
const MIN_WIDTH: u16 = 40;
const MIN_HEIGHT: u16 = 10;

/// From this width on, all panes stand side by side.
const WIDE: u16 = 120;

/// Columns of the results that stand beside a detail, where they fit.
const RESULTS: u16 = 64;

/// Below this width or height, only the pane with the focus shows.
const NARROW: u16 = 70;
const FLAT: u16 = 18;

/// From this height on, a wide screen has room for the stats below the detail.
const TALL: u16 = 32;

/// A search box with a frame, and one without.
const FRAMED_SEARCH: u16 = 3;
const BARE_SEARCH: u16 = 1;

/// Where each part goes; `None` for those without room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Areas {
    pub arrangement: Arrangement,
    /// What the panes share.
    pub body: Rect,
    pub tabs: Option<Rect>,
    pub projects: Option<Rect>,
    pub search: Option<Rect>,
    pub results: Option<Rect>,
    pub detail: Option<Rect>,
    pub stats: Option<Rect>,
    pub status: Rect,
}

impl Areas {
    /// Divides the screen. The pane with the focus always has room; `None` when nothing has.
    pub fn of(area: Rect, model: &Model) -> Option<Self> {
        if area.width < MIN_WIDTH || area.height < MIN_HEIGHT {
            return None;
        }
        let [body, status] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(area);
        let focus = model.focus.pane();
        let arrangement = if model.zoomed || area.width < NARROW || area.height < FLAT {
            Arrangement::Single
        } else if area.width < WIDE {
            Arrangement::Stacked
        } else {
            Arrangement::Columns
        };
        let areas = match arrangement {
            Arrangement::Single => single(body, focus, !model.search_box.query().errors.is_empty()),
            Arrangement::Stacked => stacked(body, focus, &model.sizes),
            Arrangement::Columns => columns(body, focus, &model.sizes),
        };
        Some(Self {
            arrangement,
            body,
            status,
            ..areas
        })
    }

    /// The borders between panes can be dragged.
    pub fn put_borders(&self, scene: Scene<'_>) {
        let (Some(projects), Some(search)) = (self.projects, self.search) else {
            return;
        };
        let drag = |area, border| scene.clickable(area, Target::Border(border));
        drag(left_of(search, projects.height), Border::Projects);
        match self.arrangement {
            Arrangement::Single => {}
            Arrangement::Columns => {
                if let Some(right) = self.detail.or(self.stats) {
                    drag(left_of(right, self.body.height), Border::Detail);
                }
                if let (Some(_), Some(stats)) = (self.detail, self.stats) {
                    drag(top_of(stats), Border::Stats);
                }
            }
            Arrangement::Stacked => {
                if let Some(detail) = self.detail {
                    drag(top_of(detail), Border::Detail);
                }
            }
        }
    }
}

/// The left side of an area, and the right one of its neighbour.
fn left_of(area: Rect, height: u16) -> Rect {
    Rect {
        x: area.x.saturating_sub(1),
        width: 2,
        height,
        ..area
    }
}

/// The top side of an area, and the bottom one of its neighbour.
fn top_of(area: Rect) -> Rect {
    Rect {
        y: area.y.saturating_sub(1),
        height: 2,
        ..area
    }
}

/// Projects, results, and detail over stats.
fn columns(body: Rect, focus: Pane, sizes: &Sizes) -> Areas {
    let chosen = |border, room| sizes.chosen(Arrangement::Columns, border, room);
    let left =
        chosen(Border::Projects, (body.width, 0)).unwrap_or_else(|| (body.width / 6).clamp(24, 36));
    let rest = body.width.saturating_sub(left);
    // The results keep what they need before the detail gets its half.
    let usual = (rest / 2 < RESULTS).then(|| rest.saturating_sub(RESULTS).max(LEAST_WIDTH));
    let right = chosen(Border::Detail, (body.width, left)).or(usual);
    let [projects, middle, right] = Layout::horizontal([
        Constraint::Length(left),
        Constraint::Fill(1),
        right.map_or(Constraint::Fill(1), Constraint::Length),
    ])
    .areas(body);
    let (search, results) = search_over(middle);
    let (detail, stats) = if body.height >= TALL {
        let stats = chosen(Border::Stats, (body.height, 0))
            .unwrap_or_else(|| (body.height * 9 / 20).clamp(14, 24));
        let [detail, stats] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(stats)]).areas(right);
        (Some(detail), Some(stats))
    } else if focus == Pane::Stats {
        (None, Some(right))
    } else {
        (Some(right), None)
    };
    Areas {
        projects: Some(projects),
        search: Some(search),
        results: Some(results),
        detail,
        stats,
        ..Areas::default()
    }
}

/// Projects beside results, the detail below; the stats take the place of results and detail.
fn stacked(body: Rect, focus: Pane, sizes: &Sizes) -> Areas {
    let chosen = |border, total| sizes.chosen(Arrangement::Stacked, border, (total, 0));
    let left =
        chosen(Border::Projects, body.width).unwrap_or_else(|| (body.width * 7 / 25).clamp(20, 28));
    let beside = [Constraint::Length(left), Constraint::Fill(1)];
    if focus == Pane::Stats {
        let [projects, right] = Layout::horizontal(beside).areas(body);
        let (search, stats) = search_over(right);
        return Areas {
            projects: Some(projects),
            search: Some(search),
            stats: Some(stats),
            ..Areas::default()
        };
    }
    // Who reads wants to see more of the text.
    let tenths = if focus == Pane::Detail { 6 } else { 4 };
    let below = chosen(Border::Detail, body.height).unwrap_or(body.height * tenths / 10);
    let [top, detail] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(below)]).areas(body);
    let [projects, right] = Layout::horizontal(beside).areas(top);
    let (search, results) = search_over(right);
    Areas {
        projects: Some(projects),
        search: Some(search),
        results: Some(results),
        detail: Some(detail),
        ..Areas::default()
    }
}

/// One pane under a line of tabs.
fn single(body: Rect, focus: Pane, query_is_wrong: bool) -> Areas {
    let [tabs, rest] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(body);
    let areas = Areas {
        tabs: Some(tabs),
        ..Areas::default()
    };
    match focus {
        Pane::Projects => Areas {
            projects: Some(rest),
            ..areas
        },
        Pane::Detail => Areas {
            detail: Some(rest),
            ..areas
        },
        Pane::Stats => Areas {
            stats: Some(rest),
            ..areas
        },
        Pane::Results => {
            let height = if body.height >= FLAT {
                FRAMED_SEARCH
            } else {
                BARE_SEARCH + u16::from(query_is_wrong)
            };
            let [search, results] =
                Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(rest);
            Areas {
                search: Some(search),
                results: Some(results),
                ..areas
            }
        }
    }
}

fn search_over(area: Rect) -> (Rect, Rect) {
    let [search, below] =
        Layout::vertical([Constraint::Length(FRAMED_SEARCH), Constraint::Fill(1)]).areas(area);
    (search, below)
}

/// What shows on a screen on which nothing else can.
pub(super) fn say_too_small(area: Rect, styles: &Styles, buffer: &mut Buffer) {
    let lines = [
        ("Too small".to_owned(), styles.heading),
        (format!("{} × {}", area.width, area.height), styles.muted),
        (format!("needs {MIN_WIDTH} × {MIN_HEIGHT}"), styles.muted),
    ];
    let shown = lines.len().min(usize::from(area.height));
    let top = area.y + (area.height - u16::try_from(shown).unwrap_or(0)) / 2;
    for ((text, style), y) in lines.iter().take(shown).zip(top..) {
        spans::centre(
            buffer,
            Rect {
                y,
                height: 1,
                ..area
            },
            text,
            *style,
        );
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tui::model::Focus;

    #[test]
    fn results_are_favoured_where_three_columns_are_narrow() {
        let widths = |width| {
            let model = Model::new(String::new());
            let areas = Areas::of(Rect::new(0, 0, width, 40), &model).unwrap();
            (areas.results.unwrap().width, areas.detail.unwrap().width)
        };
        assert_eq!(widths(120), (60, 36));
        assert_eq!(widths(132), (64, 44));
        assert_eq!(widths(160), (67, 67));
        assert!((120..220).all(|width| widths(width).0 <= widths(width + 1).0));
    }

    proptest! {
        #[test]
        fn parts_fit_and_do_not_overlap(width in 0u16..220, height in 0u16..80, pane in 0usize..4) {
            let mut model = Model::new(String::new());
            let pane = Pane::ALL[pane];
            model.focus = Focus::from(pane);
            let screen = Rect::new(0, 0, width, height);
            let Some(areas) = Areas::of(screen, &model) else {
                prop_assert!(width < MIN_WIDTH || height < MIN_HEIGHT);
                return Ok(());
            };
            let focused = match pane {
                Pane::Projects => areas.projects,
                Pane::Results => areas.results,
                Pane::Detail => areas.detail,
                Pane::Stats => areas.stats,
            };
            prop_assert!(focused.is_some_and(|area| area.width >= 20 && area.height >= 5));
            let parts: Vec<Rect> = [
                areas.tabs, areas.projects, areas.search, areas.results, areas.detail, areas.stats,
                Some(areas.status),
            ].into_iter().flatten().collect();
            let covered: u32 = parts.iter().map(|part| part.area()).sum();
            prop_assert_eq!(covered, screen.area());
            for (at, part) in parts.iter().enumerate() {
                prop_assert_eq!(part.intersection(screen), *part);
                prop_assert!(parts[at + 1..].iter().all(|other| !part.intersects(*other)));
            }
        }
    }
}
