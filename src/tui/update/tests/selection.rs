//! The selection holds an entry, not a row.

use std::sync::Arc;

use crossterm::event::KeyCode;

use super::app::{App, entry};
use crate::tui::{
    effect::{Effect, Question},
    model::{Viewport, listing::PAGE_ROWS},
    msg::{Listed, Msg},
};

fn entries(numbers: impl IntoIterator<Item = usize>) -> Vec<crate::domain::entry::Entry> {
    numbers.into_iter().map(entry).collect()
}

#[test]
fn new_entries_do_not_move_the_selection() {
    let app = App::listing(5).keys("jj").tell(Msg::StoreChanged);
    assert_eq!(app.selected(), "e2");
    let app = app.list(entries([9, 8, 0, 1, 2, 3, 4]));
    assert_eq!((app.selected(), app.model.results.cursor), ("e2", 4));
    assert_eq!(app.model.results.offset, 0, "at the top the news show");
}

#[test]
fn the_view_stands_still_when_it_is_not_at_the_top() {
    let app = App::listing(100)
        .keys(&"j".repeat(40))
        .tell(Msg::StoreChanged);
    let (cursor, offset) = (app.model.results.cursor, app.model.results.offset);
    let app = app.list(entries([900, 901, 902].into_iter().chain(0..100)));
    assert_eq!(app.selected(), "e40");
    assert_eq!(app.model.results.cursor, cursor + 3);
    assert_eq!(app.model.results.offset, offset + 3);
}

#[test]
fn a_vanished_entry_hands_over_to_its_neighbour() {
    let app = App::listing(5).keys("jj").tell(Msg::StoreChanged);
    assert_eq!(app.list(entries([0, 1, 3, 4])).selected(), "e3");
    let app = App::listing(5).keys("G").tell(Msg::StoreChanged);
    assert_eq!(app.list(entries([0, 1])).selected(), "e1");
    let app = App::listing(5).keys("jj").tell(Msg::StoreChanged);
    let app = app.list(entries([]));
    assert_eq!((app.selected(), app.model.results.cursor), ("", 0));
}

#[test]
fn hits_keep_the_selection_over_a_refresh() {
    let app = App::hits("re", &[1, 2, 3, 4], 4)
        .keys("jj")
        .tell(Msg::StoreChanged);
    assert!(!app.model.results.searching, "a refresh is quiet");
    let app = app.find(&[9, 1, 4, 3], 4);
    assert_eq!((app.selected(), app.model.results.cursor), ("e3", 3));
    let app = app.tell(Msg::StoreChanged).find(&[9, 1, 4], 3);
    assert_eq!(app.selected(), "e4");
}

#[test]
fn a_new_question_starts_at_its_best_hit_unless_one_moved() {
    let app = App::hits("re", &[1, 2, 3], 3)
        .keys("jj/t")
        .find(&[3, 2, 1], 3);
    assert_eq!(app.selected(), "e3");
    let app = App::hits("re", &[1, 2, 3], 3)
        .keys("/t")
        .special(KeyCode::Down);
    assert_eq!(app.selected(), "e2");
    assert_eq!(app.find(&[3, 4, 5, 2], 4).selected(), "e2");
}

#[test]
fn the_end_of_a_million_is_one_key_away() {
    let app = App::new();
    let generation = app.generation();
    let first: Vec<_> = (0..PAGE_ROWS)
        .map(|number| Arc::new(entry(number)))
        .collect();
    let app = app.tell(Msg::Listed {
        generation,
        answer: Ok(Listed {
            total: 1_000_000,
            pages: vec![(0, first)],
            anchor: None,
        }),
    });
    let app = app.keys("G");
    assert_eq!(app.model.results.cursor, 999_999);
    assert!(app.model.selected_entry().is_none());
    let last_page = 999_999 / PAGE_ROWS;
    let wanted = Effect::LoadPages {
        listing: generation,
        pages: vec![last_page, last_page - 1],
    };
    assert_eq!(app.effects, [wanted]);
    let rows = (0..PAGE_ROWS)
        .map(|row| Arc::new(entry(last_page * PAGE_ROWS + row)))
        .collect();
    let app = app.tell(Msg::Page {
        listing: generation,
        page: last_page,
        rows: Ok(rows),
    });
    assert_eq!(app.selected(), "e999999");
    let app = app.keys("k");
    assert!(app.effects.is_empty(), "the page before is on its way");
}

#[test]
fn pages_of_an_older_listing_are_dropped() {
    let app = App::listing(PAGE_ROWS * 3).keys("s");
    let old = app.model.results.listing.generation;
    let app = app.list(entries([5, 4])).tell(Msg::Page {
        listing: old,
        page: 0,
        rows: Ok(vec![Arc::new(entry(77))]),
    });
    assert_eq!(app.rows(), "e5 e4");
}

#[test]
fn the_anchor_tells_selection_and_neighbours() {
    let app = App::listing(5).keys("jj").tell(Msg::StoreChanged);
    let Question::List {
        anchor: Some(anchor),
        ..
    } = &app.asks()[0].question
    else {
        panic!("a list with an anchor");
    };
    let ids: Vec<&str> = anchor.keys.iter().map(|key| key.id.as_str()).collect();
    assert_eq!(ids, ["e2", "e3", "e4", "e1", "e0"]);
    assert_eq!((anchor.row, anchor.total, anchor.above), (2, 5, 2));
}

#[test]
fn a_smaller_screen_keeps_the_cursor_in_sight() {
    let app = App::listing(50).keys(&"j".repeat(9));
    assert_eq!(app.model.results.offset, 0);
    let viewport = Viewport {
        results: 4,
        ..app.model.viewport.clone()
    };
    let app = app.tell(Msg::Drawn(viewport));
    assert_eq!(app.model.results.offset, 6);
}

#[test]
fn a_page_that_failed_is_asked_for_again_at_the_next_key() {
    let page_zero = |app: &App| {
        app.effects
            .iter()
            .any(|effect| matches!(effect, Effect::LoadPages { pages, .. } if pages.contains(&0)))
    };
    let app = App::new();
    let generation = app.generation();
    let app = app.tell(Msg::Listed {
        generation,
        answer: Ok(Listed {
            total: 5,
            ..Listed::default()
        }),
    });
    assert!(page_zero(&app));
    let page = |rows| Msg::Page {
        listing: generation,
        page: 0,
        rows,
    };
    let app = app.tell(page(Err("the disk is tired".into())));
    assert_eq!(
        app.model.results.error.as_deref(),
        Some("the disk is tired")
    );
    assert!(!page_zero(&app), "not in a circle");
    let app = app.tell(Msg::Tick);
    assert!(!page_zero(&app));
    let app = app.keys("j");
    assert!(page_zero(&app));
    let app = app.keys("j");
    assert!(!page_zero(&app), "it is on its way");
    let rows = (0..5).map(|number| Arc::new(entry(number))).collect();
    let app = app.tell(page(Ok(rows)));
    assert_eq!(app.model.results.error, None);
    assert_eq!(app.rows(), "e0 e1 e2 e3 e4");
}
