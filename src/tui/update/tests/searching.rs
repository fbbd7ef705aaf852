//! Two speeds, generations, paging of hits.

use crossterm::event::KeyCode;

use super::app::App;
use crate::{
    domain::search::{SearchMode, Sort},
    tui::{
        effect::{Pace, Question},
        keymap::Key,
        msg::Msg,
    },
};

#[test]
fn every_letter_narrows_and_asks() {
    let app = App::listing(3).keys("/retry");
    let words: Vec<&str> = app
        .searches()
        .iter()
        .map(|request| request.words.as_str())
        .collect();
    assert_eq!(words, ["r", "re", "ret", "retr", "retry"]);
    assert!(
        app.searches()
            .iter()
            .all(|request| request.typing && request.limit == 50)
    );
    assert!(app.asks().iter().all(|ask| ask.pace == Pace::Typing));
    assert_eq!(app.narrowings().len(), 5);
    assert_eq!(app.narrowings()[4].generation, app.generation());
    assert!(app.model.results.searching);
}

#[test]
fn pasting_and_enter_do_not_wait_for_the_next_key() {
    let app = App::listing(3).tell(Msg::Paste("retry".into()));
    assert_eq!(app.asks()[0].pace, Pace::AtOnce);
    let app = App::listing(3).keys("/retry").special(KeyCode::Enter);
    assert_eq!(app.asks().len(), 1);
    assert_eq!(app.asks()[0].pace, Pace::AtOnce);
    assert_eq!(
        app.asks()[0].generation,
        app.generation(),
        "the same question, sooner"
    );
    let app = app.find(&[1], 1).keys("/").special(KeyCode::Enter);
    assert!(app.asks().is_empty(), "it is answered already");
}

#[test]
fn late_answers_and_late_errors_are_dropped() {
    let app = App::listing(3).keys("/a");
    let old = app.generation();
    let app = app.keys("b").find_for(old, &[7], 1);
    assert_eq!(app.rows(), "e0 e1 e2");
    let app = app.tell(Msg::Found {
        generation: old,
        answer: Err("late".into()),
    });
    assert!(app.model.results.error.is_none() && app.model.results.searching);
    let app = app.find(&[8], 1).find_for(old, &[7], 1);
    assert_eq!(app.rows(), "e8");
}

#[test]
fn old_rows_stay_until_new_ones_come() {
    let app = App::hits("re", &[1, 2, 3], 3).keys("/t");
    assert_eq!(app.rows(), "e1 e2 e3");
    assert!(app.model.results.searching);
    let app = app.narrow(&[]);
    assert_eq!(
        app.rows(),
        "e1 e2 e3",
        "nothing loaded holds the words: no flicker"
    );
    let app = app.narrow(&[9, 3, 1]);
    assert_eq!(app.rows(), "e1 e3 e9", "what shows keeps its order");
    assert_eq!(app.model.results.total(), None);
    let app = app.find(&[4], 1);
    assert_eq!(app.rows(), "e4");
    let app = app.narrow(&[9]);
    assert_eq!(app.rows(), "e4", "an answer is better than narrowing");
}

#[test]
fn a_failed_search_is_told_and_leaves_the_rows() {
    let app = App::hits("re", &[1, 2], 2).keys("/t");
    let generation = app.generation();
    let app = app.tell(Msg::Found {
        generation,
        answer: Err("the model failed".into()),
    });
    assert_eq!(app.model.results.error.as_deref(), Some("the model failed"));
    assert_eq!(app.rows(), "e1 e2");
    let app = app.keys("r").find(&[2], 1);
    assert!(app.model.results.error.is_none());
}

#[test]
fn filters_without_words_list_without_embedding() {
    let app = App::listing(3).keys("/type:issue");
    assert!(app.searches().len() < app.asks().len());
    let Question::List { filter, .. } = &app.asks().last().unwrap().question else {
        panic!("a list");
    };
    assert_eq!(filter.kinds, ["issue"]);
    assert_eq!(app.list(vec![super::app::entry(9)]).rows(), "e9");
}

#[test]
fn emptying_the_box_shows_the_listing_at_once() {
    let app = App::hits("re", &[1, 2], 2).key(Key::ESC);
    assert_eq!(app.line(), "");
    assert_eq!(app.rows(), "e0 e1 e2 e3 e4");
    assert!(app.asks().is_empty() && !app.model.results.searching);
    assert_eq!(app.selected(), "e0");
}

#[test]
fn an_answer_after_the_box_was_emptied_is_dropped() {
    let app = App::listing(3).keys("/a");
    let generation = app.generation();
    let app = app
        .special(KeyCode::Backspace)
        .find_for(generation, &[9], 1);
    assert_eq!(app.rows(), "e0 e1 e2");
}

#[test]
fn the_mode_is_asked_for_anew() {
    let app = App::hits("re", &[1], 1).keys("m");
    assert_eq!(app.searches()[0].mode, SearchMode::Semantic);
    let app = App::listing(1).keys("m");
    assert!(app.asks().is_empty(), "a listing has no mode");
    assert_eq!(app.model.mode, SearchMode::Semantic);
}

#[test]
fn sorting_asks_for_another_list() {
    let app = App::listing(3).keys("s");
    let Question::List { sort, anchor, .. } = &app.asks()[0].question else {
        panic!("a list");
    };
    assert_eq!((*sort, anchor), (Sort::Oldest, &None));
    let app = App::hits("re", &[1], 1).keys("s");
    assert!(app.asks().is_empty() && app.model.notices.current().is_some());
}

#[test]
fn more_hits_come_as_one_scrolls() {
    let fifty: Vec<usize> = (0..50).collect();
    let app = App::hits("re", &fifty, 1_234);
    assert_eq!(
        (app.model.results.len(), app.model.results.total()),
        (50, Some(1_234))
    );
    let app = app.keys(&"j".repeat(39));
    assert!(app.asks().is_empty());
    let app = app.keys("j");
    assert_eq!(app.searches()[0].limit, 100);
    assert!(app.narrowings().is_empty());
    let app = app.keys("jjj");
    assert!(app.asks().is_empty(), "one question at a time");
    let hundred: Vec<usize> = (0..100).collect();
    let app = app.find(&hundred, 1_234);
    assert_eq!((app.model.results.len(), app.selected()), (100, "e43"));
}

#[test]
fn the_last_row_is_that_of_all_hits() {
    let hits = |count: usize| (0..count).collect::<Vec<_>>();
    let app = App::hits("re", &hits(50), 61).keys("G");
    assert_eq!((app.searches()[0].limit, app.selected()), (61, "e49"));
    let app = app.find(&hits(61), 61);
    assert_eq!(app.selected(), "e60");
    let app = App::hits("re", &hits(50), 61)
        .keys("Gk")
        .find(&hits(61), 61);
    assert_eq!(app.selected(), "e48", "who went on is not taken away");
}

#[test]
fn an_answer_shorter_than_its_limit_is_not_asked_for_again() {
    let app = App::hits("re", &[1, 2, 3], 10).keys("jjj");
    assert!(app.asks().is_empty());
}
