//! Boards of many sizes: nothing overlaps, and every bar can be reached.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::{
    domain::stats::{Count, Day, Stats},
    tui::keymap::Movement,
};

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
fn a_bar_without_room_stops_nobody() {
    let bar = |list| Bar::Value(list, "a".to_owned());
    let nowhere = Rect::new(0, 0, 0, 1);
    let below = Rect::new(0, 1, 5, 1);
    let board = Board {
        bars: vec![(nowhere, bar(List::Kinds)), (below, bar(List::Agents))],
        ..Board::default()
    };
    assert_eq!(
        board.step(nowhere, Movement::Down),
        Some(&bar(List::Agents))
    );
    assert_eq!(board.step(below, Movement::Up), Some(&bar(List::Kinds)));
}

#[test]
fn long_lists_fold() {
    let beside_longer_columns = pane(FOLDED + 2);
    let mut pane = pane(40);
    let last = |pane: &StatsPane| walk(&Board::new(pane, (120, 40), today()), "hjlG");
    assert_eq!(last(&pane), Bar::More(List::Agents));
    pane.unfolded = Some(List::Agents);
    assert_eq!(last(&pane), Bar::Value(List::Agents, "a39".to_owned()));
    assert_eq!(
        last(&beside_longer_columns),
        Bar::Value(List::Agents, "a9".to_owned()),
        "it shows all where there is room below"
    );
    assert_eq!(Shown::within(FOLDED + 1, FOLDED + 1).more, 0);
    assert_eq!(Shown::within(FOLDED + 2, FOLDED + 1).rows, FOLDED);
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
