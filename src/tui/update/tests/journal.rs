//! The journal: looked through, and changes in it taken back.

use crossterm::event::KeyCode;

use super::app::{App, change};
use crate::{
    domain::change::{Action, Change, ChangeId, ChangeState},
    tui::{
        effect::Effect,
        keymap::Key,
        model::{LogView, Overlay},
        msg::Msg,
        read::{Answer, Read, ReadKind},
        write::Write,
    },
};

fn log(names: &[&str]) -> Answer {
    let rows = names
        .iter()
        .map(|name| change(name, Action::Edit))
        .collect();
    Answer::Log(Ok(rows))
}

fn view(app: &App) -> &LogView {
    match &app.model.overlays[..] {
        [Overlay::Log(view), ..] => view,
        other => panic!("{other:?}"),
    }
}

fn selected(app: &App) -> &str {
    view(app).selected().map_or("", |change| &change.id.0)
}

#[test]
fn it_is_read_when_it_is_opened() {
    let app = App::listing(5).keys("L");
    assert_eq!(app.reads(), [&Read::Log]);
    let app = app.answer(log(&["c3", "c2", "c1"])).keys("j");
    assert_eq!(selected(&app), "c2");
    let app = app
        .tell(Msg::StoreChanged)
        .answer(log(&["c4", "c3", "c2", "c1"]));
    assert_eq!(selected(&app), "c2");
    let app = app.keys("g").tell(Msg::StoreChanged);
    let app = app.answer(log(&["c5", "c4", "c3", "c2", "c1"]));
    assert_eq!(selected(&app), "c5", "on top one sees what comes");
    let app = app.key(Key::ESC);
    assert_eq!(app.effects, [Effect::StopRead(ReadKind::Log)]);
    let failed = App::listing(5)
        .keys("L")
        .answer(Answer::Log(Err("torn".into())));
    assert_eq!(view(&failed).error.as_deref(), Some("torn"));
}

#[test]
fn details_open_and_close() {
    let app = App::listing(5)
        .keys("L")
        .answer(log(&["c1"]))
        .special(KeyCode::Enter);
    assert!(view(&app).details);
    let app = app.key(Key::ESC);
    assert!(!view(&app).details);
    let empty = App::listing(5)
        .keys("L")
        .answer(log(&[]))
        .special(KeyCode::Enter);
    assert!(!view(&empty).details);
}

#[test]
fn any_change_is_taken_back_after_a_question() {
    let app = App::listing(5)
        .keys("L")
        .answer(log(&["c3", "c2", "c1"]))
        .keys("jju");
    assert!(matches!(
        app.model.overlays[..],
        [Overlay::Log(_), Overlay::Undo(_)]
    ));
    let app = app.special(KeyCode::Enter);
    assert_eq!(app.writes(), [&Write::Undo(Some(ChangeId("c1".into())))]);
    assert_eq!(view(&app).len(), 3, "the journal is still there");
}

#[test]
fn what_cannot_be_taken_back_is_told() {
    let told = |change: Change| {
        let app = App::listing(5)
            .keys("L")
            .answer(Answer::Log(Ok(vec![change])))
            .keys("u");
        assert_eq!(app.model.overlays.len(), 1);
        app.notice().to_owned()
    };
    let in_state = |state| Change {
        state,
        ..change("c1", Action::Delete)
    };
    assert_eq!(
        told(change("c1", Action::Purge)),
        "what was erased cannot come back"
    );
    assert_eq!(
        told(in_state(ChangeState::Undone)),
        "it was taken back already"
    );
    assert!(told(in_state(ChangeState::Unfinished)).starts_with("it is not finished"));
    let empty = App::listing(5).keys("L").answer(log(&[])).keys("u");
    assert_eq!(empty.model.overlays.len(), 1);
}
