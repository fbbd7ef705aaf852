//! Editing: typed, saved, refused, and never lost.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyModifiers};

use super::app::{App, entry};
use crate::{
    domain::{
        change::{ChangeId, Guard},
        entry::Entry,
        fields::{Field, Fields},
    },
    service::Stored,
    tui::{
        effect::Effect,
        keymap::Key,
        model::{Conflict, Editor, Overlay, conflict::Tab, editor::Stage},
        msg::Msg,
        read::{Answer, Read},
        write::{Write, WriteFailure, Wrote},
    },
};

fn save(app: App) -> App {
    app.key(Key::ctrl('s'))
}

/// An entry opened, with a word typed before its text.
fn typed() -> App {
    let app = App::listing(3).keys("e");
    assert!(app.effects.is_empty());
    app.keys("new ")
}

fn editor(app: &App) -> &Editor {
    let found = app.model.overlays.iter().find_map(|overlay| match overlay {
        Overlay::Editor(editor) => Some(editor),
        _ => None,
    });
    found.expect("the editor is open")
}

fn conflict(app: &App) -> &Conflict {
    match app.model.overlays.last() {
        Some(Overlay::Conflict(view)) => view,
        other => panic!("{other:?} is no conflict"),
    }
}

fn text(app: &App) -> String {
    editor(app).text_box(Field::Text).text()
}

fn writes(app: &App) -> Vec<&Write> {
    app.effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Write(write) => Some(write),
            _ => None,
        })
        .collect()
}

fn the_write(app: &App) -> Write {
    match writes(app).as_slice() {
        [write] => (*write).clone(),
        other => panic!("{other:?}"),
    }
}

fn written(app: App, outcome: Result<Wrote, WriteFailure>) -> App {
    let Stage::Saving(write) = editor(&app).stage.clone() else {
        panic!("nothing is being saved");
    };
    app.tell(Msg::Written { write, outcome })
}

fn saved(app: App) -> App {
    let wrote = Wrote::Edited(ChangeId("c1".into()), entry(0), Vec::new());
    written(app, Ok(wrote))
}

fn refused(app: App) -> App {
    let failure = WriteFailure {
        text: "somebody changed it".into(),
        conflict: true,
        gone: false,
    };
    written(app, Err(failure))
}

/// The entry as somebody else made it.
fn theirs(text: &str) -> Entry {
    Entry {
        text: text.into(),
        revision: "theirs".into(),
        ..entry(0)
    }
}

fn looked_up(app: App, found: Option<Entry>) -> App {
    let number = app.effects.iter().find_map(|effect| match effect {
        Effect::Read {
            number,
            read: Read::Entry(target),
        } => {
            assert_eq!(target.key, entry(0).key());
            Some(*number)
        }
        _ => None,
    });
    let number = number.expect("the entry is looked up");
    app.tell(Msg::Answer {
        number,
        answer: Answer::Entry(Ok(found)),
    })
}

fn notice(app: &App) -> &str {
    let notice = app.model.notices.current();
    notice.map_or("", |notice| notice.text.as_str())
}

#[test]
fn what_is_typed_is_saved_over_what_was_read() {
    let app = save(typed());
    let Write::Edit { target, edit } = the_write(&app) else {
        panic!("{:?}", app.effects);
    };
    assert_eq!(target.guard, Guard::Content(entry(0).content()));
    assert_eq!(edit.text.as_deref(), Some("new text 0"));
    assert_eq!(edit.fields(), ["text"]);
    let app = app.keys("lost?");
    assert_eq!(
        text(&app),
        "new text 0",
        "nothing changes while it is saved"
    );
    let app = saved(app);
    assert!(app.model.overlays.is_empty());
    assert_eq!(notice(&app), "saved; u undoes");
    assert!(
        app.effects
            .iter()
            .any(|effect| matches!(effect, Effect::Ask(_)))
    );
}

#[test]
fn nothing_changed_needs_no_question() {
    let app = App::listing(3).keys("e").special(KeyCode::Esc);
    assert!(app.model.overlays.is_empty());
    let app = save(App::listing(3).keys("e"));
    assert!(app.model.overlays.is_empty() && writes(&app).is_empty());
    assert_eq!(notice(&app), "nothing was changed");
}

#[test]
fn leaving_with_changes_asks() {
    let app = typed().special(KeyCode::Esc);
    assert!(matches!(
        app.model.overlays.last(),
        Some(Overlay::LeaveEditor)
    ));
    let app = app.special(KeyCode::Esc);
    assert_eq!(text(&app), "new text 0");
    let app = app.special(KeyCode::Esc).keys("s");
    assert!(matches!(the_write(&app), Write::Edit { .. }));
    assert!(saved(app).model.overlays.is_empty());
    let app = typed().special(KeyCode::Esc).keys("d");
    assert!(app.model.overlays.is_empty() && !app.model.quitting);
}

#[test]
fn quitting_asks_about_changes_and_waits_for_the_save() {
    let app = typed().key(Key::ctrl('c'));
    assert!(!app.model.quitting);
    let app = app.keys("s");
    assert!(!app.model.is_over());
    assert!(saved(app).model.is_over());
    let app = typed().key(Key::ctrl('c')).keys("d");
    assert!(app.model.is_over() && app.model.unsaved().is_none());
    let app = typed().key(Key::ctrl('c')).special(KeyCode::Esc);
    assert!(
        !saved(save(app)).model.quitting,
        "the wish to leave is over"
    );
}

#[test]
fn who_insists_on_quitting_finds_the_text_kept() {
    let app = typed().key(Key::ctrl('c')).key(Key::ctrl('c'));
    assert!(app.model.is_over());
    let (of, fields) = app.model.unsaved().expect("it is to be kept");
    assert_eq!(of.id, "e0");
    assert_eq!(fields.get(Field::Text), "new text 0");
    let app = typed().tell(Msg::Quit);
    assert!(app.model.is_over() && app.model.unsaved().is_some());
}

#[test]
fn a_selection_is_copied_not_quit() {
    let app = App::listing(1).keys("e");
    let select = Key::with(KeyCode::Right, KeyModifiers::CONTROL | KeyModifiers::SHIFT);
    let app = app.key(select).key(Key::ctrl('c'));
    assert_eq!(app.effects, [Effect::Copy("text ".into())]);
    let app = app.special(KeyCode::End).key(Key::ctrl('v'));
    assert_eq!(text(&app), "text 0text ");
    let app = app.key(Key::ctrl('z')).key(Key::ctrl('c'));
    assert!(app.model.is_over());
}

#[test]
fn pastes_go_into_the_field_that_has_the_keys() {
    let app = App::listing(1)
        .keys("e")
        .tell(Msg::Paste("a\r\nb\r".into()));
    assert_eq!(text(&app), "a\nb\ntext 0");
    let app = app.special(KeyCode::Tab).tell(Msg::Paste("x\ny ".into()));
    assert_eq!(editor(&app).text_box(Field::Kind).text(), "x y decision");
}

#[test]
fn types_are_offered() {
    let app = App::listing(1).keys("e").special(KeyCode::Tab);
    let app = app.special(KeyCode::Down);
    assert_eq!(editor(&app).text_box(Field::Kind).text(), "implementation");
    let app = app.special(KeyCode::Up).special(KeyCode::Up);
    assert_eq!(editor(&app).text_box(Field::Kind).text(), "architecture");
}

#[test]
fn metadata_is_checked_while_one_types() {
    let app = App::listing(1)
        .keys("e")
        .key(Key::BACK_TAB)
        .keys("{\"a\": ");
    let error = editor(&app).error(Field::Metadata).expect("it is no JSON");
    assert!(error.contains("line 1, column"), "{error}");
    let app = save(app.special(KeyCode::Tab));
    assert!(writes(&app).is_empty());
    assert_eq!(editor(&app).focus, Field::Metadata);
    assert!(notice(&app).starts_with("not saved, metadata:"));
    let app = save(app.keys("1}"));
    let Write::Edit { edit, .. } = the_write(&app) else {
        panic!("{:?}", app.effects);
    };
    assert_eq!(edit.metadata.as_deref(), Some("{\"a\": 1}"));
}

#[test]
fn broken_rows_can_be_mended_field_by_field() {
    let broken = Entry {
        text: String::new(),
        metadata: "{broken".into(),
        null_columns: vec!["text", "agent"],
        ..entry(0)
    };
    let app = App::new()
        .list(vec![broken.clone()])
        .keys("e")
        .keys("mended");
    let app = save(app);
    let Write::Edit { target, edit } = the_write(&app) else {
        panic!("{:?}", app.effects);
    };
    assert_eq!(edit.fields(), ["text"], "the metadata may stay as it is");
    assert_eq!(target, broken.target());
}

#[test]
fn a_failed_save_keeps_what_was_typed() {
    let failure = WriteFailure::new("the disk is full".into());
    let app = written(save(typed()), Err(failure));
    assert_eq!(text(&app), "new text 0");
    assert_eq!(editor(&app).failure.as_deref(), Some("the disk is full"));
    assert_eq!(editor(&app).stage, Stage::Typing);
    assert_eq!(the_write(&save(app)).doing(), "saving");
}

#[test]
fn two_changes_that_fit_come_together() {
    let app = looked_up(refused(save(typed())), Some(theirs("text 0 and more")));
    assert!(conflict(&app).merged.conflicts.is_empty());
    let app = app.keys("e");
    assert_eq!(text(&app), "new text 0 and more");
    let app = save(app);
    let Write::Edit { target, edit } = the_write(&app) else {
        panic!("{:?}", app.effects);
    };
    assert_eq!(target, theirs("text 0 and more").target());
    assert_eq!(edit.text.as_deref(), Some("new text 0 and more"));
}

#[test]
fn two_changes_that_meet_are_marked_and_asked_about() {
    let app = looked_up(refused(save(typed())), Some(theirs("old text 0")));
    assert_eq!(conflict(&app).merged.conflicts, [Field::Text]);
    let app = app.special(KeyCode::Tab);
    assert_eq!(conflict(&app).tab, Tab::Mine);
    let app = save(app.keys("e"));
    assert!(matches!(
        app.model.overlays.last(),
        Some(Overlay::SaveUndecided)
    ));
    let app = app.special(KeyCode::Esc);
    assert!(text(&app).contains("<<<<<<< mine\nnew text 0\n"));
    let app = save(app).special(KeyCode::Enter);
    assert_eq!(the_write(&app).doing(), "saving");
}

#[test]
fn mine_is_saved_over_theirs_as_it_was_seen() {
    let their = theirs("old text 0");
    let app = looked_up(refused(save(typed())), Some(their.clone())).keys("m");
    let Write::Edit { target, edit } = the_write(&app) else {
        panic!("{:?}", app.effects);
    };
    assert_eq!(target, their.target());
    assert_eq!(edit.text.as_deref(), Some("new text 0"));
    let app = looked_up(refused(app), Some(theirs("changed again")));
    assert_eq!(conflict(&app).theirs.text, "changed again");
    let app = app.special(KeyCode::Esc);
    assert_eq!(text(&app), "new text 0");
}

#[test]
fn theirs_is_taken_after_a_question() {
    let app = looked_up(refused(save(typed())), Some(theirs("old text 0"))).keys("t");
    assert!(matches!(
        app.model.overlays.last(),
        Some(Overlay::TakeTheirs)
    ));
    let app = app.special(KeyCode::Esc);
    assert!(matches!(
        app.model.overlays.last(),
        Some(Overlay::Conflict(_))
    ));
    let app = app.keys("t").special(KeyCode::Enter);
    assert!(app.model.overlays.is_empty());
}

#[test]
fn an_entry_that_is_gone_can_be_stored_anew() {
    let app = looked_up(refused(save(typed())), None);
    assert!(matches!(
        app.model.overlays.last(),
        Some(Overlay::EntryGone)
    ));
    let app = app.special(KeyCode::Enter);
    let Write::Store { repository, entry } = the_write(&app) else {
        panic!("{:?}", app.effects);
    };
    assert_eq!(
        (repository.as_str(), entry.text.as_str()),
        ("shop", "new text 0")
    );
    let stored = Stored {
        id: "decision-1-abc".into(),
        repository: "shop".into(),
        project_id: String::new(),
        timestamp: String::new(),
        revision: String::new(),
        credentials: Vec::new(),
    };
    let app = written(app, Ok(Wrote::Stored(stored)));
    assert!(app.model.overlays.is_empty());
    assert_eq!(notice(&app), "stored as decision-1-abc");
}

#[test]
fn credentials_in_what_was_saved_are_told() {
    let wrote = Wrote::Edited(ChangeId("c1".into()), entry(0), vec!["GitHub token"]);
    let app = written(save(typed()), Ok(wrote));
    assert_eq!(
        notice(&app),
        "saved, with credentials in it (GitHub token); u undoes"
    );
}

#[test]
fn somebody_who_saved_the_same_did_it() {
    let app = looked_up(refused(save(typed())), Some(theirs("new text 0")));
    assert!(app.model.overlays.is_empty());
}

#[test]
fn late_answers_do_not_disturb() {
    let app = typed().tell(Msg::Answer {
        number: 7,
        answer: Answer::Entry(Ok(None)),
    });
    assert!(matches!(
        app.model.overlays.as_slice(),
        [Overlay::Editor(_)]
    ));
}

#[test]
fn what_comes_from_outside_is_saved_like_what_is_typed_here() {
    let app = App::listing(2).keys("E");
    let of = Arc::new(entry(0));
    assert_eq!(app.effects, [Effect::EditOutside(Arc::clone(&of))]);
    let mut fields = Fields::from(&*of);
    fields.set(Field::Kind, "issue".into());
    let back = |app: App, outcome| {
        app.tell(Msg::EditedOutside {
            entry: Arc::clone(&of),
            outcome,
        })
    };
    let app = back(app, Ok(Some(fields)));
    let Write::Edit { edit, .. } = the_write(&app) else {
        panic!("{:?}", app.effects);
    };
    assert_eq!(edit.fields(), ["type"]);
    let app = back(saved(app), Ok(None));
    assert!(app.model.overlays.is_empty() && writes(&app).is_empty());
    let app = back(app, Err("the document is kept in /x".into()));
    assert!(matches!(app.model.overlays.last(), Some(Overlay::Told(_))));
    assert!(app.special(KeyCode::Esc).model.overlays.is_empty());
}
