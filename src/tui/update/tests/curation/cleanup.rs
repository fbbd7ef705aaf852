//! Cleanup: rules, list, question, refusal.

use chrono::Days;
use crossterm::event::KeyCode;

use super::super::app::{App, entry, now};
use crate::{
    domain::{
        change::{ChangeId, Changed, Guard, Outcome},
        cleanup::{Plan, Planned, Policy, Retention, Spared},
    },
    tui::{
        effect::Effect,
        keymap::{Context, Key},
        model::{Cleanup, Overlay, cleanup::Field, cleanup::tally::tests::ages},
        msg::Msg,
        read::{Answer, Read, ReadKind},
        write::{Write, WriteFailure, Wrote},
    },
};

fn plan(numbers: impl IntoIterator<Item = usize>) -> Plan {
    Plan {
        made: now(),
        rule: "older than 90d".into(),
        spared: Spared::default(),
        entries: numbers
            .into_iter()
            .map(|number| Planned::new(&entry(number)))
            .collect(),
    }
}

impl App {
    fn cleanup(&self) -> &Cleanup {
        let view = self
            .model
            .overlays
            .iter()
            .find_map(|overlay| match overlay {
                Overlay::Cleanup(view) => Some(view),
                _ => None,
            });
        view.expect("the dialog is open")
    }

    fn planned_policy(&self) -> &Policy {
        match self.asked().1 {
            Read::Plan(policy, _) => policy,
            other => panic!("{other:?}"),
        }
    }

    fn goes(&self) -> usize {
        self.cleanup().tally.as_ref().unwrap().goes
    }
}

/// The dialog over 400 entries, one a day back from November.
fn counted() -> App {
    App::listing(3)
        .keys("c")
        .answer(Answer::Ages(Ok(ages(400))))
}

/// The list of three entries.
fn listed() -> App {
    counted()
        .special(KeyCode::Enter)
        .answer(Answer::Plan(Ok(plan([0, 1, 2]))))
        .answer(Answer::LookUp(Ok((0..3)
            .map(|at| Some(entry(at)))
            .collect())))
}

/// The same, being carried out.
fn applying() -> App {
    listed().special(KeyCode::Enter).special(KeyCode::Enter)
}

fn refused(app: App, write: Write) -> App {
    app.tell(Msg::Written {
        write,
        outcome: Err(WriteFailure {
            text: "2 entries have changed since".into(),
            conflict: true,
            gone: false,
        }),
    })
}

#[test]
fn it_opens_over_what_the_panes_show_and_touches_nothing() {
    let app = App::listing(3)
        .keys("/type:issue retry")
        .key(Key::ESC)
        .keys("c");
    assert_eq!(app.model.context(), Context::CleanupRules);
    let Read::Ages(filter) = app.asked().1 else {
        panic!("{:?}", app.effects);
    };
    assert_eq!(filter.kinds, ["issue"]);
    assert!(app.cleanup().ignored_words);
    assert_eq!(app.cleanup().rules.line().text(), "type:issue");
    assert!(app.writes().is_empty());
}

#[test]
fn counts_follow_every_key() {
    let app = counted();
    let at_90 = app.goes();
    let app = app.special(KeyCode::Right);
    let at_120 = app.goes();
    assert!(at_120 < at_90, "{at_120} {at_90}");
    let app = app.keys("-");
    assert_eq!(app.goes(), at_90);
    let app = app.keys("30d");
    assert_eq!(app.cleanup().rules.age.line().text(), "30d");
    assert!(app.goes() > at_90);
    let app = app.keys("x");
    assert!(app.cleanup().tally.is_none(), "30dx is no age");
    let app = app.special(KeyCode::Backspace);
    assert!(app.goes() > at_90);
}

#[test]
fn a_date_can_be_typed_though_a_dash_steps() {
    let app = counted().keys("2026-01-31");
    assert_eq!(app.cleanup().rules.age.line().text(), "2026-01-31");
    let app = app.special(KeyCode::Enter);
    assert_eq!(
        app.planned_policy().before.to_rfc3339(),
        "2026-01-31T00:00:00+00:00"
    );
}

#[test]
fn the_newest_and_protected_types_stay() {
    let app = counted();
    let all = app.goes();
    let app = app.special(KeyCode::Down).special(KeyCode::Down);
    assert_eq!(app.cleanup().field, Field::Keep);
    let app = app.keys("50");
    assert_eq!(app.cleanup().rules.keep_newest, 50);
    let app = app.special(KeyCode::Backspace).special(KeyCode::Left);
    assert_eq!(app.cleanup().rules.keep_newest, 4);
    let app = app.special(KeyCode::Tab).special(KeyCode::Right).keys(" ");
    assert!(app.cleanup().rules.protected.contains("issue"));
    assert!(app.goes() < all);
    let app = app.special(KeyCode::Enter);
    let policy = app.planned_policy();
    assert_eq!(policy.protected_types, ["issue"]);
    assert_eq!(policy.keep_newest, 4);
    assert_eq!(policy.before, now() - Days::new(90));
}

#[test]
fn another_filter_is_counted_and_older_counts_are_dropped() {
    let app = App::listing(3).keys("c");
    let first = app.asked().0;
    let app = app.special(KeyCode::Down).keys("type:issue");
    let Read::Ages(filter) = app.asked().1 else {
        panic!("{:?}", app.effects);
    };
    assert_eq!(filter.kinds, ["issue"]);
    let number = app.asked().0;
    let app = app.answer_to(first, Answer::Ages(Ok(ages(10))));
    assert!(app.cleanup().ages.is_none());
    let app = app.answer_to(number, Answer::Ages(Ok(ages(20))));
    assert_eq!(app.cleanup().tally.as_ref().unwrap().all, 21);
    let app = app.keys(" retry").special(KeyCode::Enter);
    assert!(app.effects.is_empty(), "a wrong filter plans nothing");
    assert!(app.notice().contains("loose word"), "{}", app.notice());
}

#[test]
fn nothing_old_is_nothing_to_do() {
    let app = App::listing(3)
        .keys("c")
        .answer(Answer::Ages(Ok(ages(10))))
        .special(KeyCode::Enter);
    assert!(app.effects.is_empty());
    assert_eq!(app.notice(), "nothing would go");
    let app = counted()
        .special(KeyCode::Enter)
        .answer(Answer::Plan(Ok(plan([]))));
    assert_eq!(app.model.context(), Context::CleanupRules);
    assert_eq!(app.notice(), "nothing would go");
}

#[test]
fn entries_are_taken_out_of_the_list() {
    let app = listed();
    assert_eq!(app.model.context(), Context::CleanupReview);
    let app = app.keys("j ");
    let review = app.cleanup().review.as_ref().unwrap();
    assert_eq!((review.chosen(), review.spared()), (2, 1));
    let app = app.special(KeyCode::Enter);
    let Overlay::ConfirmCleanup(question) = app.top() else {
        panic!("{:?}", app.top());
    };
    assert_eq!(question.plan, plan([0, 2]));
    assert!(app.writes().is_empty(), "it asks first");
    let declined = app.key(Key::ESC);
    assert!(declined.writes().is_empty());
    let app = declined.special(KeyCode::Enter).special(KeyCode::Enter);
    assert_eq!(app.writes(), [&Write::Cleanup(plan([0, 2]))]);
}

#[test]
fn the_question_holds_what_it_asked_about() {
    let app = listed().special(KeyCode::Enter);
    let app = app
        .tell(Msg::StoreChanged)
        .answer(Answer::Ages(Ok(ages(5))))
        .special(KeyCode::Enter);
    assert_eq!(app.writes(), [&Write::Cleanup(plan([0, 1, 2]))]);
}

#[test]
fn all_taken_out_asks_nothing() {
    let app = listed().keys(" j j ").special(KeyCode::Enter);
    assert!(matches!(app.top(), Overlay::Cleanup(_)));
    assert!(app.notice().contains("taken out"));
    let app = app.keys("w");
    assert!(matches!(app.top(), Overlay::Cleanup(_)));
}

#[test]
fn esc_backs_out_step_by_step_and_keeps_the_rules() {
    let app = counted().keys("45d").special(KeyCode::Enter);
    let app = app.answer(Answer::Plan(Ok(plan([0, 1, 2])))).key(Key::ESC);
    assert_eq!(app.model.context(), Context::CleanupRules);
    assert_eq!(app.cleanup().rules.age.line().text(), "45d");
    let app = app.key(Key::ESC);
    assert!(app.model.overlays.is_empty());
    assert!(app.effects.contains(&Effect::StopRead(ReadKind::Ages)));
}

#[test]
fn when_it_is_done_the_dialog_goes_and_the_notice_tells() {
    let app = applying();
    let write = app.writes()[0].clone();
    let app = app.key(Key::ESC);
    assert!(matches!(app.top(), Overlay::StopChange), "Esc asks to stop");
    let app = app.special(KeyCode::Enter);
    assert_eq!(app.effects, [Effect::StopWrites]);
    let changed = (0..2)
        .map(|number| Changed {
            key: entry(number).key(),
            revision: "r".into(),
            content: "c".into(),
        })
        .collect();
    let app = app.tell(Msg::Written {
        write,
        outcome: Ok(Wrote::Entries(Outcome {
            changed,
            change: Some(ChangeId("c1".into())),
            cancelled: true,
            ..Outcome::default()
        })),
    });
    assert!(app.model.overlays.is_empty());
    assert!(
        app.notice().contains("2 entries moved to the trash"),
        "{}",
        app.notice()
    );
    assert!(
        app.notice().ends_with("u takes it back"),
        "{}",
        app.notice()
    );
}

#[test]
fn a_refused_plan_is_made_anew_and_keeps_what_was_taken_out() {
    let app = listed()
        .keys("j ")
        .special(KeyCode::Enter)
        .special(KeyCode::Enter);
    let write = app.writes()[0].clone();
    let app = refused(app, write);
    assert!(app.notice().contains("changed since"));
    let number = app
        .effects
        .iter()
        .find_map(|effect| match effect {
            Effect::Read {
                number,
                read: Read::Plan(..),
            } => Some(*number),
            _ => None,
        })
        .expect("it is planned anew");
    let app = app.answer_to(number, Answer::Plan(Ok(plan([1, 2]))));
    let review = app.cleanup().review.as_ref().unwrap();
    assert_eq!(review.chosen_plan(), plan([2]));
    assert_eq!(app.model.context(), Context::CleanupReview);
    let app = app.special(KeyCode::Enter);
    assert!(matches!(app.top(), Overlay::ConfirmCleanup(_)));
}

#[test]
fn a_plan_is_saved_without_touching_anything() {
    let app = listed().keys(" w");
    assert_eq!(app.model.context(), Context::Prompt);
    let Overlay::SavePlan(prompt) = app.top() else {
        panic!("{:?}", app.top());
    };
    assert_eq!(prompt.file.line.text(), "cleanup-2026-03-01.jsonl");
    let app = app.key(Key::ctrl('u')).special(KeyCode::Enter);
    assert!(app.writes().is_empty(), "no name, no file");
    let app = app.keys("old.json").special(KeyCode::Enter);
    assert_eq!(
        app.writes(),
        [&Write::SavePlan(plan([1, 2]), "old.json".into())]
    );
    let write = app.writes()[0].clone();
    let app = app.tell(Msg::Written {
        write,
        outcome: Ok(Wrote::Saved("old.json".into())),
    });
    assert_eq!(app.notice(), "the plan is in old.json");
    assert_eq!(app.model.context(), Context::CleanupReview);
}

#[test]
fn a_policy_of_the_config_is_picked_by_name() {
    let mut app = App::listing(3);
    let retention = Retention {
        older_than: vec![("issue".into(), "30d".into())],
        ..Retention::default()
    };
    app.model.policies = vec![("short".into(), retention.clone())];
    let app = app.keys("c").answer(Answer::Ages(Ok(ages(400))));
    let app = app.special(KeyCode::Up);
    assert_eq!(app.cleanup().field, Field::Policy);
    let app = app.special(KeyCode::Right).special(KeyCode::Enter);
    assert_eq!(*app.asked().1, Read::Retention(retention, "short".into()));
    let app = app.answer(Answer::Plan(Ok(plan([0]))));
    assert_eq!(app.model.context(), Context::CleanupReview);
    let app = app
        .key(Key::ESC)
        .special(KeyCode::Left)
        .special(KeyCode::Enter);
    assert!(
        matches!(app.asked().1, Read::Plan(..)),
        "the rules hold again"
    );
    let app = counted().special(KeyCode::Up);
    assert_eq!(app.cleanup().field, Field::Protect, "no policies, no field");
}

#[test]
fn only_the_page_under_the_cursor_is_looked_up() {
    let app = counted()
        .special(KeyCode::Enter)
        .answer(Answer::Plan(Ok(plan(0..200))));
    let Read::LookUp(targets) = app.asked().1 else {
        panic!("{:?}", app.effects);
    };
    assert_eq!((targets.len(), targets[0].key.id.as_str()), (50, "e0"));
    assert!(matches!(targets[0].guard, Guard::Content(_)));
    let number = app.asked().0;
    let app = app.special(KeyCode::End);
    assert!(app.effects.is_empty(), "one at a time");
    let app = app.answer_to(number, Answer::LookUp(Ok(vec![None; 50])));
    let Read::LookUp(targets) = app.asked().1 else {
        panic!("{:?}", app.effects);
    };
    assert_eq!(targets[0].key.id, "e150");
    let app = app.answer(Answer::LookUp(Err("disk".into())));
    assert_eq!(app.notice(), "disk");
    assert!(
        app.keys("k").effects.is_empty(),
        "a failure is not asked for again and again"
    );
}

#[test]
fn failures_are_told() {
    let app = App::listing(3)
        .keys("c")
        .answer(Answer::Ages(Err("the disk is on fire".into())));
    assert_eq!(app.cleanup().error.as_deref(), Some("the disk is on fire"));
    let app = counted()
        .special(KeyCode::Enter)
        .answer(Answer::Plan(Err("full".into())));
    assert_eq!(app.notice(), "full");
    assert_eq!(app.model.context(), Context::CleanupRules);
}
