//! Purge: planned, confirmed by a word, done, proved; and every way it is refused.

use crossterm::event::KeyCode;

use super::super::app::{App, entry};
use crate::{
    service::{PurgePlan, PurgeScope, Purged},
    tui::{
        effect::Effect,
        keymap::{Context, Key},
        model::{Overlay, Purge, purge::Stage},
        msg::Msg,
        read::{Answer, Read, ReadKind},
        write::{Write, WriteFailure, Wrote},
    },
};

fn plan() -> PurgePlan {
    PurgePlan {
        entries: vec![entry(1).key()],
        versions: 12,
        ..PurgePlan::default()
    }
}

fn scope() -> PurgeScope {
    PurgeScope::Entries(vec![entry(1).key()])
}

impl App {
    fn purge(&self) -> &Purge {
        match self.top() {
            Overlay::Purge(view) => view,
            other => panic!("{other:?}"),
        }
    }
}

fn asking() -> App {
    App::listing(3)
        .keys("jP")
        .answer(Answer::PurgePlan(Ok(plan())))
}

fn erasing() -> App {
    asking().keys("purge").special(KeyCode::Enter)
}

fn ended(app: App, outcome: Result<Purged, WriteFailure>) -> App {
    app.tell(Msg::Written {
        write: Write::Purge(scope()),
        outcome: outcome.map(Wrote::Purged),
    })
}

#[test]
fn it_is_planned_first_and_nothing_happens() {
    let app = App::listing(3).keys("jP");
    assert_eq!(*app.asked().1, Read::PurgePlan(scope()));
    let app = app.special(KeyCode::Enter);
    assert!(app.writes().is_empty() && matches!(app.purge().stage, Stage::Planning));
    let app = app.key(Key::ESC);
    assert!(app.model.overlays.is_empty());
    assert_eq!(app.effects, [Effect::StopRead(ReadKind::PurgePlan)]);
    assert!(App::listing(0).keys("P").effects.is_empty());
}

#[test]
fn only_the_typed_word_or_the_number_does_it() {
    let app = asking();
    assert_eq!(app.model.context(), Context::Prompt);
    for typed in ["", "y", "purg", "2"] {
        let app = asking().keys(typed).special(KeyCode::Enter);
        assert!(app.writes().is_empty() && app.purge().refused, "{typed}");
    }
    let pasted = asking().tell(Msg::Paste("purge".into()));
    assert!(pasted.purge().refused);
    assert!(pasted.special(KeyCode::Enter).writes().is_empty());
    for typed in ["purge", "1"] {
        let app = asking().keys(typed).special(KeyCode::Enter);
        assert_eq!(app.writes(), [&Write::Purge(scope())], "{typed}");
    }
}

#[test]
fn it_means_its_entries_whatever_is_selected_meanwhile() {
    let app = asking()
        .tell(Msg::StoreChanged)
        .list(vec![entry(7), entry(8)]);
    let app = app.keys("purge").special(KeyCode::Enter);
    assert_eq!(app.writes(), [&Write::Purge(scope())]);
}

#[test]
fn tags_forbid_it() {
    let held = PurgePlan {
        held_by: vec!["shop: tag v1".into()],
        ..plan()
    };
    let app = App::listing(3)
        .keys("jP")
        .answer(Answer::PurgePlan(Ok(held)));
    assert_eq!(app.model.context(), Context::Question);
    let app = app.special(KeyCode::Enter);
    assert!(app.writes().is_empty() && app.model.overlays.is_empty());
}

#[test]
fn nothing_known_is_nothing_to_do() {
    let app = App::listing(3)
        .keys("jP")
        .answer(Answer::PurgePlan(Ok(PurgePlan::default())))
        .special(KeyCode::Enter);
    assert!(app.writes().is_empty() && app.model.overlays.is_empty());
}

#[test]
fn it_shows_the_proof() {
    let app = erasing();
    assert!(matches!(app.purge().stage, Stage::Erasing));
    let stopping = app.key(Key::ESC);
    assert_eq!(stopping.effects, [Effect::StopWrites]);
    let purged = Purged {
        erased: vec![entry(1).key()],
        files_searched: 40,
        ..Purged::default()
    };
    let app = ended(stopping, Ok(purged.clone()));
    assert!(matches!(&app.purge().stage, Stage::Done(done) if *done == purged));
    assert!(app.key(Key::ESC).model.overlays.is_empty());
}

#[test]
fn a_failure_is_shown() {
    let failure = WriteFailure {
        text: "a tag was made meanwhile".into(),
        conflict: true,
        gone: false,
    };
    let app = ended(erasing(), Err(failure));
    assert!(matches!(&app.purge().stage, Stage::Failed(text) if text.contains("tag")));
    let app = App::listing(3)
        .keys("jP")
        .answer(Answer::PurgePlan(Err("unreadable".into())));
    assert!(matches!(&app.purge().stage, Stage::Failed(text) if text == "unreadable"));
}
