//! Deleting: asked, confirmed, told, and never redirected.

use crossterm::event::KeyCode;

use super::app::{App, entry, outcome, targets};
use crate::{
    domain::{
        change::{Action, Refusal, Refused, Target},
        stats::Count,
    },
    service::{Progress, Survey},
    tui::{
        effect::{Effect, Question},
        keymap::Key,
        model::{Level, Overlay},
        msg::Msg,
        read::{Answer, Read, ReadKind},
        write::{Write, WriteFailure, Wrote},
    },
};

fn delete(targets: Vec<Target>) -> Write {
    Write::Delete {
        targets,
        action: Action::Delete,
        detail: String::new(),
    }
}

#[test]
fn the_selected_entry_is_asked_about() {
    let app = App::listing(5).keys("jd");
    assert_eq!(app.reads(), [&Read::Survey(targets([1]))]);
    assert!(app.writes().is_empty());
    for no in [Key::ESC, Key::char('n')] {
        let app = App::listing(5).keys("jd").key(no);
        assert_eq!(app.effects, [Effect::StopRead(ReadKind::Survey)]);
        assert!(app.model.overlays.is_empty() && !app.model.changes.is_active());
    }
    for yes in [Key::ENTER, Key::char('y')] {
        let app = App::listing(5).keys("jd").key(yes);
        assert_eq!(app.writes(), [&delete(targets([1]))]);
        assert!(app.model.overlays.is_empty());
        assert_eq!(app.model.changes.at_work(), Some("deleting"));
    }
}

#[test]
fn marks_win_over_the_selection() {
    let app = App::listing(5).keys("  jjd").special(KeyCode::Enter);
    assert_eq!(app.writes(), [&delete(targets([0, 1]))]);
}

#[test]
fn nothing_selected_is_nothing_to_delete() {
    let app = App::listing(0).keys("d");
    assert!(app.model.overlays.is_empty() && app.effects.is_empty());
    assert_eq!(app.notice(), "no entry is selected");
}

#[test]
fn what_comes_in_meanwhile_redirects_nothing() {
    let app = App::listing(5)
        .keys("jd")
        .tell(Msg::StoreChanged)
        .list([9, 8, 7].map(entry).into())
        .special(KeyCode::Enter);
    assert_eq!(app.writes(), [&delete(targets([1]))]);
}

#[test]
fn the_question_tells_what_they_are() {
    let survey = Survey {
        by_kind: vec![Count {
            name: "decision".into(),
            entries: 1,
        }],
        ..Survey::default()
    };
    let told = |app: &App| match &app.model.overlays[..] {
        [Overlay::Delete(view)] => view.survey.clone(),
        _ => None,
    };
    let app = App::listing(5)
        .keys("d")
        .answer(Answer::Survey(Ok(survey.clone())));
    assert_eq!(told(&app), Some(survey.clone()));
    // An answer about something else is dropped.
    let app = App::listing(5).keys("d");
    let late = app.model.reads;
    let app = app.key(Key::ESC).keys("jd");
    let answer = Answer::Survey(Ok(survey));
    assert_eq!(
        told(&app.tell(Msg::Answer {
            number: late,
            answer
        })),
        None
    );
    let app = App::listing(5)
        .keys("d")
        .answer(Answer::Survey(Err("lost".into())));
    assert!(matches!(&app.model.overlays[..], [Overlay::Delete(view)] if view.error.is_some()));
}

#[test]
fn what_went_is_told_refreshed_and_not_marked_any_more() {
    let app = App::listing(5).keys("   d").special(KeyCode::Enter);
    let mut came = outcome("c1", [0, 1]);
    came.refused.push(Refused {
        key: entry(2).key(),
        why: Refusal::Changed,
    });
    let app = app.written(delete(targets([0, 1, 2])), Ok(Wrote::Entries(came)));
    assert_eq!(app.marked(), "e2");
    assert_eq!(
        app.notice(),
        "2 entries deleted; 1 left alone: somebody changed it since · u takes it back"
    );
    assert_eq!(app.model.notices.current().unwrap().level, Level::Warning);
    assert!(!app.model.changes.is_active());
    let [ask] = app.asks()[..] else {
        panic!("{:?}", app.effects)
    };
    let Question::List {
        anchor: Some(_), ..
    } = &ask.question
    else {
        panic!("the same list is asked for again, at the same place")
    };
}

#[test]
fn the_cursor_goes_to_the_neighbour() {
    let app = App::listing(5).keys("jjd").special(KeyCode::Enter);
    let app = app.written(delete(targets([2])), Ok(Wrote::Entries(outcome("c1", [2]))));
    let app = app.list([0, 1, 3, 4].map(entry).into());
    assert_eq!(app.selected(), "e3");
}

#[test]
fn a_mark_of_what_was_gone_goes_too() {
    let app = App::listing(5).keys(" d").special(KeyCode::Enter);
    let mut came = outcome("c1", []);
    came.change = None;
    came.refused.push(Refused {
        key: entry(0).key(),
        why: Refusal::Gone,
    });
    let app = app.written(delete(targets([0])), Ok(Wrote::Entries(came)));
    assert_eq!(app.marked(), "");
    assert_eq!(
        app.notice(),
        "0 entries deleted; 1 left alone: it is no longer there"
    );
}

#[test]
fn a_failure_is_told_and_keeps_the_marks() {
    let app = App::listing(5).keys(" d").special(KeyCode::Enter);
    let failure = WriteFailure::new("the disk is full".into());
    let app = app.written(delete(targets([0])), Err(failure));
    assert_eq!(
        (app.marked().as_str(), app.notice()),
        ("e0", "the disk is full")
    );
    assert!(!app.model.changes.is_active());
}

#[test]
fn esc_asks_whether_a_running_change_stops() {
    let at = Progress { done: 3, total: 6 };
    let app = App::listing(5)
        .keys("d")
        .special(KeyCode::Enter)
        .tell(Msg::WriteProgress(at));
    assert_eq!(app.model.changes.progress, Some(at));
    let app = app.key(Key::ESC);
    assert!(matches!(app.model.overlays[..], [Overlay::StopChange]));
    let declined = app.key(Key::ESC);
    assert!(declined.effects.is_empty() && !declined.model.changes.stopping);
    let app = declined.key(Key::ESC).special(KeyCode::Enter);
    assert_eq!(app.effects, [Effect::StopWrites]);
    let mut came = outcome("c1", [0]);
    came.cancelled = true;
    let app = app.written(delete(targets([0, 1])), Ok(Wrote::Entries(came)));
    assert_eq!(app.notice(), "stopped: 1 entry deleted · u takes it back");
    assert!(!app.model.changes.stopping);
}

#[test]
fn a_question_about_a_change_that_ended_goes_away() {
    let app = App::listing(5)
        .keys("d")
        .special(KeyCode::Enter)
        .key(Key::ESC);
    let app = app.written(delete(targets([0])), Ok(Wrote::Entries(outcome("c1", [0]))));
    assert!(app.model.overlays.is_empty());
}

#[test]
fn quitting_waits_for_changes() {
    let app = App::listing(5).keys("d").special(KeyCode::Enter).keys("q");
    assert!(app.model.quitting && !app.model.is_over());
    let ended = app.written(delete(targets([0])), Ok(Wrote::Entries(outcome("c1", [0]))));
    assert!(ended.model.is_over());
    let app = App::listing(5).keys("d").special(KeyCode::Enter).keys("q");
    let app = app.tell(Msg::GraceOver);
    assert_eq!(app.effects, [Effect::StopWrites]);
    assert!(!app.model.is_over(), "it stops at a safe point first");
    assert!(app.tell(Msg::GraceOver).model.is_over());
}

#[test]
fn only_so_many_changes_wait() {
    let mut app = App::listing(5);
    for _ in 0..8 {
        app = app.keys("d").special(KeyCode::Enter);
        assert_eq!(app.writes().len(), 1);
    }
    app = app.keys(" d").special(KeyCode::Enter);
    assert!(app.writes().is_empty());
    assert!(
        app.notice().contains("8 changes are waiting"),
        "{}",
        app.notice()
    );
    assert_eq!(app.marked(), "e0", "nothing is lost");
}
