//! Duplicates: groups, pairs, the keeper, the threshold.

use crossterm::event::KeyCode;

use super::super::app::{App, entry};
use crate::{
    domain::{
        change::{Action, Changed, Outcome},
        duplicates::Group,
        entry::EntryKey,
    },
    service::Progress,
    tui::{
        effect::Effect,
        keymap::{Context, Key},
        model::{Duplicates, Overlay},
        msg::Msg,
        read::{Answer, Read, ReadKind},
        write::{Write, Wrote},
    },
};

fn group(numbers: &[usize]) -> Group {
    Group {
        entries: numbers.iter().map(|number| entry(*number)).collect(),
        similarity: 0.95,
        exact: false,
    }
}

impl App {
    fn duplicates(&self) -> &Duplicates {
        let view = self
            .model
            .overlays
            .iter()
            .find_map(|overlay| match overlay {
                Overlay::Duplicates(view) => Some(view),
                _ => None,
            });
        view.expect("the view is open")
    }

    fn keeps(&self) -> &str {
        let group = self.duplicates().group().unwrap();
        &group.selected().unwrap().id
    }
}

/// A group of two and one of three.
fn found() -> App {
    App::listing(3).keys("D").answer(Answer::Duplicates(Ok(vec![
        group(&[0, 1]),
        group(&[2, 3, 4]),
    ])))
}

#[test]
fn they_are_looked_for_with_progress_and_can_be_stopped() {
    let app = App::listing(3).keys("/type:issue").key(Key::ESC).keys("D");
    assert_eq!(app.model.context(), Context::Duplicates);
    let (number, Read::Duplicates(filter, threshold)) = app.asked() else {
        panic!("{:?}", app.effects);
    };
    assert_eq!(filter.kinds, ["issue"]);
    assert!((threshold - 0.92).abs() < 1e-6);
    let progress = Progress { done: 1, total: 4 };
    let app = app.tell(Msg::ReadProgress { number, progress });
    assert_eq!(app.duplicates().progress, Some(progress));
    let app = app.key(Key::ESC);
    assert!(app.model.overlays.is_empty());
    assert_eq!(app.effects, [Effect::StopRead(ReadKind::Duplicates)]);
}

#[test]
fn the_keeper_is_picked_and_the_rest_goes_after_a_question() {
    let app = found().special(KeyCode::Right);
    assert_eq!(app.keeps(), "e1");
    let app = app.special(KeyCode::Enter);
    let Overlay::ConfirmDuplicates(question) = app.top() else {
        panic!("{:?}", app.top());
    };
    assert_eq!(question.keeper.id, "e1");
    assert_eq!(question.rest, [entry(0).target()]);
    assert!(app.writes().is_empty(), "never without asking");
    let app = app.key(Key::ESC);
    assert!(app.writes().is_empty());
    let app = app.keys(" ").special(KeyCode::Enter);
    let Write::Delete {
        targets,
        action,
        detail,
    } = app.writes()[0]
    else {
        panic!("{:?}", app.effects);
    };
    assert_eq!(*targets, [entry(0).target()]);
    assert_eq!((*action, detail.as_str()), (Action::Deduplicate, "kept e1"));
}

#[test]
fn what_went_leaves_the_list_and_the_next_group_comes_up() {
    let app = found().special(KeyCode::Enter).special(KeyCode::Enter);
    let write = app.writes()[0].clone();
    let app = app.tell(Msg::Written {
        write,
        outcome: Ok(Wrote::Entries(Outcome {
            changed: vec![Changed {
                key: entry(1).key(),
                revision: "r".into(),
                content: "c".into(),
            }],
            ..Outcome::default()
        })),
    });
    assert_eq!(app.duplicates().shown().len(), 1);
    assert_eq!(app.keeps(), "e2");
    assert_eq!(app.model.context(), Context::Duplicates);
}

#[test]
fn the_question_holds_its_entries_whatever_comes_meanwhile() {
    let app = found().special(KeyCode::Enter);
    let app = app.keys("n");
    assert!(matches!(app.top(), Overlay::Duplicates(_)), "n says no");
    let app = found().keys("+");
    let number = app.asked().0;
    let app = app
        .special(KeyCode::Enter)
        .answer_to(number, Answer::Duplicates(Ok(vec![group(&[7, 8])])))
        .special(KeyCode::Enter);
    let Write::Delete { targets, .. } = app.writes()[0] else {
        panic!("{:?}", app.effects);
    };
    assert_eq!(*targets, [entry(1).target()]);
}

#[test]
fn entries_can_be_left_alone() {
    let app = found().keys("j").special(KeyCode::Right).keys("x");
    let app = app.special(KeyCode::Left).special(KeyCode::Enter);
    let Overlay::ConfirmDuplicates(question) = app.top() else {
        panic!("{:?}", app.top());
    };
    assert_eq!(question.rest, [entry(4).target()]);
    let app = found().special(KeyCode::Right).keys("x");
    let app = app.special(KeyCode::Left).special(KeyCode::Enter);
    assert!(matches!(app.top(), Overlay::Duplicates(_)));
    assert!(app.notice().contains("left alone"));
}

#[test]
fn no_duplicates_stay_hidden_for_this_run() {
    let app = found().keys("n");
    assert_eq!(app.duplicates().shown().len(), 1);
    let app = app.key(Key::ESC).keys("D");
    let groups = vec![group(&[1, 0]), group(&[2, 3, 4])];
    let app = app.answer(Answer::Duplicates(Ok(groups)));
    assert_eq!(app.duplicates().shown().len(), 1);
    assert_eq!(app.keeps(), "e2");
}

#[test]
fn another_threshold_looks_anew_and_esc_stops_that_first() {
    let app = found().keys("-");
    let (number, Read::Duplicates(_, threshold)) = app.asked() else {
        panic!("{:?}", app.effects);
    };
    assert!((threshold - 0.91).abs() < 1e-6);
    let app = app.keys("-");
    let newer = app.asked().0;
    let app = app.answer_to(number, Answer::Duplicates(Ok(Vec::new())));
    assert_eq!(
        app.duplicates().shown().len(),
        2,
        "late answers are dropped"
    );
    let app = app.key(Key::ESC);
    assert_eq!(app.model.context(), Context::Duplicates);
    assert_eq!(app.effects, [Effect::StopRead(ReadKind::Duplicates)]);
    let app = app.answer_to(newer, Answer::Duplicates(Ok(Vec::new())));
    assert_eq!(app.duplicates().shown().len(), 2);
    assert!(app.key(Key::ESC).model.overlays.is_empty());
}

#[test]
fn a_failure_is_shown() {
    let app = App::listing(3)
        .keys("D")
        .answer(Answer::Duplicates(Err("no vectors".into())));
    assert_eq!(app.duplicates().error.as_deref(), Some("no vectors"));
    let app = app.special(KeyCode::Enter).keys("xnP v");
    assert!(app.effects.is_empty() && matches!(app.top(), Overlay::Duplicates(_)));
}

#[test]
fn what_is_erased_leaves_its_group() {
    let app = found().keys("P");
    let Read::PurgePlan(scope) = app.asked().1 else {
        panic!("{:?}", app.effects);
    };
    let key: EntryKey = entry(0).key();
    assert_eq!(*scope, crate::service::PurgeScope::Entries(vec![key]));
}
