//! The trash: looked through, restored from, emptied.

use crossterm::event::KeyCode;

use super::app::{App, entry, now, outcome};
use crate::{
    domain::{
        change::{Action, ChangeId, Trashed},
        filter::Filter,
    },
    tui::{
        effect::Effect,
        keymap::Key,
        model::{Overlay, TrashView},
        msg::Msg,
        read::{Answer, Read, ReadKind},
        write::{Write, Wrote},
    },
};

fn trashed(numbers: impl IntoIterator<Item = usize>) -> Answer {
    let rows: Vec<Trashed> = numbers
        .into_iter()
        .map(|number| Trashed {
            entry: entry(number),
            at: now(),
            change: ChangeId("c1".into()),
            action: Action::Delete,
            who: "ann via cli".into(),
        })
        .collect();
    Answer::Trash(Ok(rows))
}

fn view(app: &App) -> &TrashView {
    match &app.model.overlays[..] {
        [Overlay::Trash(view), ..] => view,
        other => panic!("{other:?}"),
    }
}

fn restored(app: &App) -> String {
    match app.writes()[..] {
        [Write::Restore(keys)] => {
            let ids: Vec<&str> = keys.iter().map(|key| key.id.as_str()).collect();
            ids.join(" ")
        }
        _ => String::new(),
    }
}

#[test]
fn it_is_read_when_it_is_opened() {
    let app = App::listing(5).keys("T");
    assert_eq!(app.reads(), [&Read::Trash(Filter::default())]);
    assert!(view(&app).rows.is_none());
    let app = app.answer(trashed(0..3));
    assert_eq!(view(&app).len(), 3);
    let app = app.key(Key::ESC);
    assert_eq!(app.effects, [Effect::StopRead(ReadKind::Trash)]);
    let failed = App::listing(5)
        .keys("T")
        .answer(Answer::Trash(Err("torn".into())));
    assert_eq!(view(&failed).error.as_deref(), Some("torn"));
}

#[test]
fn the_selected_or_the_marked_are_restored() {
    let app = App::listing(5).keys("T").answer(trashed(0..5));
    assert_eq!(restored(&app.keys("jr")), "e1");
    let app = App::listing(5).keys("T").answer(trashed(0..5)).keys(" j ");
    assert_eq!(view(&app).marked.len(), 2);
    let app = app.special(KeyCode::Enter);
    assert_eq!(restored(&app), "e0 e2");
    assert!(
        view(&app).marked.is_empty(),
        "what was asked for is not asked for twice"
    );
    let write = Write::Restore(vec![entry(0).key(), entry(2).key()]);
    let app = app.written(write, Ok(Wrote::Entries(outcome("c2", [0, 2]))));
    assert_eq!(app.notice(), "2 entries restored · u takes it back");
    assert!(
        app.reads().contains(&&Read::Trash(Filter::default())),
        "it is read anew"
    );
    let app = app.answer(trashed([1, 3, 4]));
    assert_eq!(view(&app).selected().unwrap().entry.id, "e3");
    assert!(restored(&App::listing(5).keys("T").keys("r")).is_empty());
}

#[test]
fn rows_that_come_in_above_leave_the_cursor_on_its_entry() {
    let app = App::listing(5).keys("T").answer(trashed(0..5)).keys("jj A");
    assert_eq!(view(&app).marked.len(), 5);
    let app = app.tell(Msg::StoreChanged).answer(trashed([9, 0, 1, 3]));
    assert_eq!(view(&app).selected().unwrap().entry.id, "e3");
    assert_eq!(view(&app).marked.len(), 3, "marks of what is gone are gone");
    let app = app.key(Key::ESC);
    assert!(
        view(&app).marked.is_empty(),
        "the first Esc takes the marks away"
    );
    assert!(app.key(Key::ESC).model.overlays.is_empty());
}

#[test]
fn emptying_is_asked_about_and_takes_what_was_seen() {
    let app = App::listing(5).keys("T").answer(trashed(0..3)).keys("X");
    let [Overlay::Trash(_), Overlay::EmptyTrash(question)] = &app.model.overlays[..] else {
        panic!("{:?}", app.model.overlays)
    };
    assert_eq!((question.entries, question.before), (3, now()));
    let kept = app.key(Key::ESC);
    assert!(kept.writes().is_empty());
    let app = kept.keys("X").special(KeyCode::Enter);
    let write = Write::EmptyTrash { before: now() };
    assert_eq!(app.writes(), [&write]);
    let app = app.written(write, Ok(Wrote::Entries(outcome("c3", 0..3))));
    assert_eq!(app.notice(), "3 entries removed from the trash for good");
    assert!(
        app.model.changes.made.is_empty(),
        "that cannot be taken back"
    );
    let app = App::listing(5).keys("T").answer(trashed([])).keys("X");
    assert_eq!(app.model.overlays.len(), 1);
    assert_eq!(app.notice(), "the trash is empty");
}

#[test]
fn an_older_answer_is_dropped() {
    let app = App::listing(5).keys("T");
    let late = app.model.reads;
    let app = app.tell(Msg::StoreChanged);
    let app = app.tell(Msg::Answer {
        number: late,
        answer: trashed(0..3),
    });
    assert!(view(&app).rows.is_none());
}
