//! Marks: one, a range, all, inverted, cleared; and what they outlive.

use crossterm::event::KeyCode;

use super::app::{App, entry, targets};
use crate::{
    domain::{change::Guard, filter::Filter},
    tui::{
        effect::Effect,
        keymap::Key,
        model::Viewport,
        msg::{Listed, Msg},
        read::{Answer, Read, ReadKind},
    },
};

#[test]
fn space_marks_and_goes_on() {
    let app = App::listing(5).keys("  ");
    assert_eq!(app.marked(), "e0 e1");
    assert_eq!(app.selected(), "e2");
    let app = app.keys("k ");
    assert_eq!(app.marked(), "e0", "a second time takes the mark away");
    let guard = app.model.marks.targets().remove(0).guard;
    assert_eq!(guard, Guard::Content(entry(0).content()));
}

#[test]
fn space_marks_nothing_where_nothing_is() {
    let app = App::listing(0).keys(" V");
    assert!(app.model.marks.is_empty() && app.model.marks.range.is_none());
}

#[test]
fn a_range_grows_while_one_moves() {
    let app = App::listing(9).keys("jjVjj");
    assert_eq!(app.marked(), "", "it has not ended");
    assert_eq!(app.keys("V").marked(), "e2 e3 e4");
    let app = App::listing(9).keys("jjjjVkk ");
    assert_eq!(app.marked(), "e2 e3 e4", "upwards, ended by Space");
    assert_eq!(app.selected(), "e2", "Space only ends it");
}

#[test]
fn esc_drops_a_range_and_keeps_the_marks() {
    let app = App::listing(9).keys(" Vjj").key(Key::ESC);
    assert_eq!(app.marked(), "e0");
    assert!(app.model.marks.range.is_none());
    assert_eq!(app.keys("jV").marked(), "e0", "a new one begins");
}

#[test]
fn a_range_stays_on_its_entries_when_rows_shift() {
    let app = App::listing(9)
        .keys("jjVj")
        .tell(Msg::StoreChanged)
        .list([90, 91].into_iter().chain(0..9).map(entry).collect());
    assert_eq!(app.keys("jV").marked(), "e2 e3 e4");
}

#[test]
fn a_range_whose_begin_vanished_is_dropped() {
    let app = App::listing(5)
        .keys("jVjj")
        .tell(Msg::StoreChanged)
        .list([0, 2, 3, 4].map(entry).into());
    assert!(app.model.marks.range.is_none());
}

#[test]
fn a_range_over_rows_that_are_not_loaded_is_read() {
    let app = App::new();
    let generation = app.generation();
    let first = (0..200).map(|number| entry(number).into()).collect();
    let last = (9_800..10_000).map(|number| entry(number).into()).collect();
    let app = app
        .tell(Msg::Listed {
            generation,
            answer: Ok(Listed {
                total: 10_000,
                pages: vec![(0, first), (49, last)],
                anchor: None,
            }),
        })
        .keys("jVGV");
    assert!(matches!(app.reads()[..], [Read::Targets(..)]));
    let app = app.answer(Answer::Targets(Ok(targets(0..10_000))));
    assert_eq!(app.model.marks.len(), 9_999);
    assert!(app.notice().contains("9,999"), "{}", app.notice());
}

#[test]
fn all_marks_what_the_filter_admits() {
    let app = App::listing(5)
        .keys("/agent:qa")
        .special(KeyCode::Enter)
        .keys("A");
    let filter = Filter {
        agents: vec!["qa".into()],
        ..Filter::default()
    };
    assert!(matches!(&app.reads()[..], [Read::Targets(read, _)] if *read == filter));
    let app = app.answer(Answer::Targets(Ok(targets(0..70_000))));
    assert_eq!(app.model.marks.len(), 70_000);
    assert!(
        app.notice().contains("all 70,000 entries marked"),
        "{}",
        app.notice()
    );
}

#[test]
fn all_marks_what_the_search_finds_also_beyond_the_hits() {
    let app = App::hits("re", &[1, 2], 300).keys("A");
    assert!(matches!(&app.reads()[..], [Read::Matches(request)] if request.words == "re"));
    assert_eq!(
        app.answer(Answer::Targets(Ok(targets(0..300))))
            .model
            .marks
            .len(),
        300
    );
}

#[test]
fn invert_turns_what_is_found_and_leaves_the_rest() {
    let app = App::listing(5).keys("  ").keys("I");
    let app = app.answer(Answer::Targets(Ok(targets(1..5))));
    assert_eq!(
        app.marked(),
        "e0 e2 e3 e4",
        "e0 was not among what is found"
    );
}

#[test]
fn an_answer_that_nobody_waits_for_marks_nothing() {
    let app = App::listing(5).keys("A");
    let late = app.model.reads;
    let app = app.key(Key::ESC);
    assert_eq!(app.effects, [Effect::StopRead(ReadKind::Targets)]);
    let answer = Answer::Targets(Ok(targets(0..5)));
    let app = app.tell(Msg::Answer {
        number: late,
        answer,
    });
    assert!(app.model.marks.is_empty());
    let app = app.keys("AA");
    let answer = Answer::Targets(Ok(targets(0..3)));
    let number = app.model.reads - 1;
    assert!(
        app.tell(Msg::Answer { number, answer })
            .model
            .marks
            .is_empty()
    );
}

#[test]
fn what_cannot_be_read_is_told() {
    let app = App::listing(5)
        .keys(" A")
        .answer(Answer::Targets(Err("gone".into())));
    assert_eq!((app.marked().as_str(), app.notice()), ("e0", "gone"));
    assert!(app.model.marks.marking.is_none());
}

#[test]
fn marks_outlive_searches_refreshes_and_scrolling() {
    let app = App::listing(5)
        .keys("  /other")
        .find(&[7, 8], 2)
        .special(KeyCode::Enter)
        .keys(" ")
        .tell(Msg::StoreChanged)
        .find(&[8], 1);
    assert_eq!(app.marked(), "e0 e1 e7");
    let app = app.key(Key::ctrl('u'));
    assert_eq!(
        (app.marked().as_str(), app.notice()),
        ("", "3 entries not marked any more")
    );
}

#[test]
fn a_range_does_not_outlive_its_question() {
    let app = App::listing(9).keys("Vjj/x");
    assert!(app.model.marks.range.is_none());
}

#[test]
fn keys_stay_quick_with_a_hundred_thousand_marks() {
    use std::time::{Duration, Instant};
    /// A frame of a slow screen; a debug build has to meet it too.
    const FRAME: Duration = Duration::from_millis(33);
    let mut app = App::listing(1_000).keys("A");
    app = app.answer(Answer::Targets(Ok(targets(0..100_000))));
    assert_eq!(app.model.marks.len(), 100_000);
    let viewport = Viewport {
        results: 40,
        ..app.model.viewport.clone()
    };
    app = app.tell(Msg::Drawn(viewport));
    let mut times: Vec<Duration> = (0..200)
        .map(|press| {
            let began = Instant::now();
            let key = if press % 3 == 0 { " " } else { "j" };
            let next = std::mem::replace(&mut app, App::new()).keys(key);
            app = next;
            began.elapsed()
        })
        .collect();
    times.sort();
    assert!(times[times.len() / 2] < FRAME, "{times:?}");
}
