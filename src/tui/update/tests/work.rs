//! What is at work: begun, watched, ended.

use chrono::TimeDelta;

use super::app::{App, now};
use crate::{
    service::Progress,
    tui::{
        effect::Effect,
        keymap::Key,
        model::work::{Job, Work},
        msg::Msg,
        read::{Answer, ReadKind},
        write::WriteFailure,
    },
};

/// What is told of a read some seconds later.
fn told(app: &App, seconds: i64) -> Option<&Work> {
    let later = now() + TimeDelta::seconds(seconds);
    app.model.work.noticed_read(later)
}

#[test]
fn a_read_is_told_until_it_is_answered() {
    let app = App::listing(3).keys("T");
    assert_eq!(told(&app, 0), None);
    let job = told(&app, 1).map(|work| work.job);
    assert!(
        matches!(job, Some(Job::Read(ReadKind::Trash, _))),
        "{job:?}"
    );
    let app = app.answer(Answer::Trash(Ok(Vec::new())));
    assert_eq!(told(&app, 9), None);
}

#[test]
fn a_read_tells_how_long_it_takes_yet_and_can_be_left() {
    let app = App::listing(3).keys("D");
    let number = app.model.reads;
    let progress = Progress { done: 1, total: 4 };
    let app = app.tell(Msg::ReadProgress { number, progress });
    let work = told(&app, 4).unwrap();
    let left = work.left(now() + TimeDelta::seconds(4));
    assert_eq!(left, Some(TimeDelta::seconds(12)));
    let app = app.key(Key::ESC);
    assert_eq!(told(&app, 9), None);
}

#[test]
fn each_change_is_timed_by_itself() {
    let app = App::listing(3).keys("d").key(Key::ENTER);
    let since = |app: &App| app.model.work.on(Job::Change).map(|work| work.since);
    assert_eq!(since(&app), Some(now()));
    let write = app.writes()[0].clone();
    let app = app.written(write, Err(WriteFailure::new("no".into())));
    assert_eq!(since(&app), None);
}

#[test]
fn a_copy_that_failed_goes_through_the_terminal() {
    let mut app = App::listing(3);
    app.model.copying.local = true;
    let app = app.keys("y");
    assert_eq!(app.notice(), "text copied");
    let app = app.tell(Msg::CopyFailed {
        text: "text 0".into(),
        failed: "no display".into(),
    });
    assert!(app.notice().contains("no display"), "{}", app.notice());
    assert!(!app.model.copying.local);
    assert_eq!(app.effects, [Effect::Copy("text 0".into())]);
}
