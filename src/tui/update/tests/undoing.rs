//! Undo and redo: at once within a run, asked about beyond it.

use crossterm::event::KeyCode;

use super::app::{App, change, entry, outcome, targets};
use crate::{
    domain::change::{Action, ChangeId, Refusal, Refused},
    tui::{
        keymap::Key,
        model::Overlay,
        msg::Msg,
        read::{Answer, Read},
        write::{Write, WriteFailure, Wrote},
    },
};

fn id(name: &str) -> ChangeId {
    ChangeId(name.into())
}

/// A UI in which the change `c1` was made.
fn changed() -> App {
    let write = Write::Delete {
        targets: targets([0]),
        action: Action::Delete,
        detail: String::new(),
    };
    let app = App::listing(5).keys("d").special(KeyCode::Enter);
    app.written(write, Ok(Wrote::Entries(outcome("c1", [0]))))
        .list([1, 2, 3, 4].map(entry).into())
}

/// A UI in which it was made and taken back.
fn taken_back() -> App {
    let again = Wrote::Again(change("c1", Action::Delete), outcome("c2", [0]));
    changed()
        .keys("u")
        .written(Write::Undo(Some(id("c1"))), Ok(again))
}

#[test]
fn a_change_of_this_run_is_taken_back_at_once() {
    let app = changed().keys("u");
    assert_eq!(app.writes(), [&Write::Undo(Some(id("c1")))]);
    let app = taken_back();
    assert_eq!(
        app.notice(),
        "1 entry taken back (delete of 3 entries, 2 days ago)"
    );
    assert!(!app.asks().is_empty(), "what came back shows at once");
    assert_eq!(
        app.keys("u").reads(),
        [&Read::LastChange],
        "c1 is not the last any more"
    );
}

#[test]
fn what_came_back_is_selected() {
    let app = taken_back().list((0..5).map(entry).collect());
    assert_eq!(app.selected(), "e0");
}

#[test]
fn what_was_taken_back_in_this_run_is_made_again_at_once() {
    let app = taken_back().key(Key::ctrl('r'));
    assert_eq!(app.writes(), [&Write::Redo(None)]);
    let again = Wrote::Again(change("c1", Action::Delete), outcome("c3", [0]));
    let app = app.written(Write::Redo(None), Ok(again));
    assert_eq!(app.keys("u").writes(), [&Write::Undo(Some(id("c1")))]);
}

#[test]
fn refusals_are_told() {
    let mut came = outcome("c2", []);
    came.change = None;
    came.refused.push(Refused {
        key: entry(0).key(),
        why: Refusal::Exists,
    });
    let again = Wrote::Again(change("c1", Action::Delete), came);
    let app = changed()
        .keys("u")
        .written(Write::Undo(Some(id("c1"))), Ok(again));
    assert!(
        app.notice()
            .starts_with("0 entries taken back; 1 left alone: an entry with its id")
    );
    assert_eq!(
        app.key(Key::ctrl('r')).reads(),
        [&Read::LastUndone],
        "nothing was taken back"
    );
    let failure = WriteFailure {
        text: "every entry was changed since".into(),
        conflict: true,
        gone: false,
    };
    let app = changed()
        .keys("u")
        .written(Write::Undo(Some(id("c1"))), Err(failure));
    assert_eq!(app.notice(), "every entry was changed since");
    assert_eq!(
        app.keys("u").reads(),
        [&Read::LastChange],
        "the next key does not fail again"
    );
}

#[test]
fn a_change_of_an_earlier_run_is_asked_about() {
    let app = App::listing(5).keys("u");
    assert_eq!(app.reads(), [&Read::LastChange]);
    let found = Some(change("c0", Action::Cleanup));
    let app = app.answer(Answer::LastChange(Ok(found.clone())));
    assert!(matches!(&app.model.overlays[..], [Overlay::Undo(_)]));
    let app = app.special(KeyCode::Enter);
    assert_eq!(app.writes(), [&Write::Undo(Some(id("c0")))]);
    let app = App::listing(5)
        .keys("u")
        .answer(Answer::LastChange(Ok(found.clone())));
    assert!(app.key(Key::ESC).writes().is_empty());
    let app = App::listing(5).key(Key::ctrl('r'));
    assert_eq!(app.reads(), [&Read::LastUndone]);
    let app = app.answer(Answer::LastUndone(Ok(found))).keys("y");
    assert_eq!(app.writes(), [&Write::Redo(Some(id("c0")))]);
}

#[test]
fn nothing_to_take_back_is_told() {
    let app = App::listing(5)
        .keys("u")
        .answer(Answer::LastChange(Ok(None)));
    assert_eq!(app.notice(), "there is nothing to take back");
    let app = App::listing(5)
        .key(Key::ctrl('r'))
        .answer(Answer::LastUndone(Ok(None)));
    assert_eq!(app.notice(), "there is nothing to make again");
    let app = App::listing(5)
        .keys("u")
        .answer(Answer::LastChange(Err("torn".into())));
    assert_eq!(app.notice(), "torn");
}

#[test]
fn a_question_does_not_jump_between_keys() {
    let app = App::listing(5).keys("u");
    let number = app.model.reads;
    let answer = Answer::LastChange(Ok(Some(change("c0", Action::Delete))));
    let app = app.keys("/ab").tell(Msg::Answer { number, answer });
    assert!(
        app.model.overlays.is_empty(),
        "who went on typing is not asked"
    );
}

#[test]
fn undo_waits_for_what_is_at_work() {
    let app = changed().keys("jd").special(KeyCode::Enter).keys("u");
    assert!(
        app.writes()
            .iter()
            .all(|write| matches!(write, Write::Delete { .. }))
    );
    assert!(app.notice().contains("still deleting"), "{}", app.notice());
}
