//! Neighbours of an entry, the way from one to the next, and the looks of the detail pane.

use crossterm::event::KeyCode;

use super::app::{App, entry};
use crate::{
    domain::{
        entry::Entry,
        neighbours::{SameSession, Similar},
        search::{Hit, MatchedBy, SearchAnswer},
    },
    tui::{
        effect::Effect,
        model::{Focus, neighbours::NeighbourLine},
        msg::Msg,
        read::{Answer, Read, Surroundings},
    },
};

fn surroundings(of: Option<Entry>, similar: &[usize], after: &[usize]) -> Surroundings {
    let hit = |number: &usize| Hit {
        entry: entry(*number),
        score: 0.5,
        matched: MatchedBy::default(),
    };
    Surroundings {
        entry: of,
        similar: Similar::Known(SearchAnswer {
            hits: similar.iter().map(hit).collect(),
            total: similar.len(),
        }),
        session: SameSession {
            session: "s".into(),
            after: after.iter().map(|number| entry(*number)).collect(),
            total: after.len() + 1,
            ..SameSession::default()
        },
    }
}

/// The number of the read of an entry's neighbours.
fn number(app: &App, wanted: usize) -> u64 {
    let read = app.background.iter().find_map(|effect| match effect {
        Effect::Read {
            number,
            read: Read::Neighbours { key, .. },
        } if *key == entry(wanted).key() => Some(*number),
        _ => None,
    });
    read.expect("the neighbours are read")
}

/// A UI that reads entry 0 and knows its neighbours: 7 and 8, and 9 of the session.
fn reading() -> App {
    let app = App::listing(5).special(KeyCode::Enter);
    let number = app
        .model
        .detail
        .neighbours
        .reading
        .expect("a read is under way");
    let answer = surroundings(Some(entry(0)), &[7, 8], &[9]);
    app.tell(Msg::Answer {
        number,
        answer: Answer::Neighbours(Ok(answer)),
    })
}

fn shown(app: &App) -> String {
    app.model
        .selected_entry()
        .expect("an entry shows")
        .id
        .clone()
}

#[test]
fn the_neighbours_follow_the_selection_and_late_ones_are_dropped() {
    let app = App::listing(5);
    let first = number(&app, 0);
    let app = app.keys("j");
    let second = number(&app, 1);
    let late = surroundings(None, &[7], &[]);
    let app = app.tell(Msg::Answer {
        number: first,
        answer: Answer::Neighbours(Ok(late)),
    });
    assert!(app.model.detail.neighbours.is_empty());
    let app = app.tell(Msg::Answer {
        number: second,
        answer: Answer::Neighbours(Err("gone".into())),
    });
    let lines = app.model.detail.neighbours.lines();
    assert!(
        lines.contains(&NeighbourLine::Error("gone".into())),
        "{lines:?}"
    );
}

#[test]
fn one_goes_from_neighbour_to_neighbour_and_back() {
    let app = reading().keys("n").keys("n").special(KeyCode::Enter);
    assert_eq!(shown(&app), "e8");
    let number = number(&app, 8);
    let answer = surroundings(Some(entry(8)), &[3], &[]);
    let app = app
        .tell(Msg::Answer {
            number,
            answer: Answer::Neighbours(Ok(answer)),
        })
        .keys("n")
        .special(KeyCode::Enter);
    assert_eq!(shown(&app), "e3");
    let app = app.special(KeyCode::Esc);
    assert_eq!(shown(&app), "e8");
    let app = app.special(KeyCode::Esc);
    assert_eq!(
        (shown(&app).as_str(), app.model.focus),
        ("e0", Focus::Detail)
    );
    let app = app.special(KeyCode::Esc);
    assert_eq!(app.model.focus, Focus::Results);
}

#[test]
fn who_leaves_the_pane_leaves_the_way() {
    let app = reading().keys("n").special(KeyCode::Enter);
    assert_eq!(shown(&app), "e7");
    let app = app.special(KeyCode::Tab);
    assert_eq!(shown(&app), "e0");
}

#[test]
fn keys_mean_the_entry_that_shows() {
    let app = reading().keys("n").special(KeyCode::Enter).keys("y");
    assert!(
        app.effects.contains(&Effect::Copy("text 7".into())),
        "{:?}",
        app.effects
    );
}

#[test]
fn an_entry_that_is_gone_is_left() {
    let app = reading().keys("n").special(KeyCode::Enter);
    let number = number(&app, 7);
    let app = app.tell(Msg::Answer {
        number,
        answer: Answer::Neighbours(Ok(surroundings(None, &[], &[]))),
    });
    assert_eq!(shown(&app), "e0");
}

#[test]
fn a_chosen_neighbour_comes_into_sight() {
    let mut app = reading();
    app.model.viewport.neighbours = 20;
    let app = app.keys("nn");
    assert_eq!(app.model.detail.scroll(&entry(0).key()), 14);
    let app = app.keys("NN");
    assert_eq!(app.model.detail.neighbours.cursor, Some(0));
}

#[test]
fn looks_of_the_pane_stay_from_entry_to_entry() {
    let app = reading().keys("rf").special(KeyCode::Esc).keys("j");
    assert!(app.model.detail.raw && app.model.detail.folded);
    let app = app.special(KeyCode::Enter).keys("rf");
    assert!(!app.model.detail.raw && !app.model.detail.folded);
}
