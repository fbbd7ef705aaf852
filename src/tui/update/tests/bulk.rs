//! The menu of what can be done to many entries, and its prompts.

use std::path::PathBuf;

use crossterm::event::KeyCode;

use super::app::{App, outcome, targets};
use crate::{
    domain::{
        change::{Edit, Guard},
        filter::Filter,
        query::Field,
        stats::Count,
    },
    service::{ExportScope, Exported},
    tui::{
        keymap::{Context, Key},
        model::{Overlay, bulk::Offer},
        msg::Msg,
        read::{Answer, Read},
        write::{Write, WriteFailure, Wrote},
    },
};

fn counts(values: &[(&str, usize)]) -> Answer {
    let count = |(name, entries): &(&str, usize)| Count {
        name: (*name).to_owned(),
        entries: *entries,
    };
    Answer::FieldValues(Ok(values.iter().map(count).collect()))
}

fn kinds() -> Answer {
    counts(&[("decision", 9), ("issue", 5), ("pattern", 2)])
}

fn labels(app: &App) -> Vec<&'static str> {
    match &app.model.overlays[..] {
        [Overlay::Bulk(menu)] => menu
            .items()
            .into_iter()
            .map(crate::tui::model::bulk::Bulk::label)
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_menu_offers_what_can_be_done() {
    let all = [
        "delete",
        "change the type",
        "change the agent",
        "move to a project",
        "export to a file",
        "erase for good",
        "clear the marks",
    ];
    assert_eq!(labels(&App::listing(5).keys(" x")), all);
    let mut of_one = all[..6].to_vec();
    of_one.swap(4, 5);
    assert_eq!(labels(&App::listing(5).keys("x")), of_one);
    let nothing = App::listing(0).keys("x");
    assert!(nothing.model.overlays.is_empty() && !nothing.notice().is_empty());
}

#[test]
fn letters_and_the_cursor_choose() {
    let app = App::listing(5).keys("  xd");
    assert_eq!(app.reads(), [&Read::Survey(targets([0, 1]))]);
    let app = App::listing(5).keys("  x").special(KeyCode::Enter);
    assert!(matches!(app.model.overlays[..], [Overlay::Delete(_)]));
    let app = App::listing(5).keys("  xG").special(KeyCode::Enter);
    assert!(app.model.marks.is_empty() && app.model.overlays.is_empty());
    assert!(
        App::listing(5)
            .keys("x")
            .key(Key::ESC)
            .model
            .overlays
            .is_empty()
    );
    let left = App::listing(5).keys("xq");
    assert!(left.model.overlays.is_empty() && !left.model.quitting);
    let without = App::listing(5).keys("xc");
    assert!(
        matches!(without.model.overlays[..], [Overlay::Bulk(_)]),
        "not offered"
    );
}

#[test]
fn a_type_is_typed() {
    let app = App::listing(5).keys("  xt").answer(kinds());
    let app = app.keys("rule").special(KeyCode::Enter);
    let edit = Edit {
        kind: Some("rule".into()),
        ..Edit::default()
    };
    let write = Write::EditAll {
        targets: targets([0, 1]),
        edit,
    };
    assert_eq!(app.writes(), [&write]);
    // What changed stays marked, as it stands now.
    let app = app.written(write, Ok(Wrote::Entries(outcome("c1", [0, 1]))));
    assert_eq!(app.notice(), "2 entries changed · u takes it back");
    let marked = app.model.marks.targets();
    assert_eq!(marked.len(), 2);
    assert_eq!(marked[0].guard, Guard::Content("after c1".into()));
}

#[test]
fn existing_values_are_completed_and_chosen() {
    let value = |app: &App| match app.writes()[..] {
        [Write::EditAll { edit, .. }] => edit.clone(),
        _ => panic!("{:?}", app.effects),
    };
    let prompt = || App::listing(5).keys("xt").answer(kinds());
    let completed = prompt()
        .keys("ss")
        .special(KeyCode::Tab)
        .special(KeyCode::Enter);
    assert_eq!(value(&completed).kind.as_deref(), Some("issue"));
    let chosen = prompt()
        .special(KeyCode::Down)
        .special(KeyCode::Down)
        .special(KeyCode::Down)
        .special(KeyCode::Down)
        .special(KeyCode::Up)
        .special(KeyCode::Enter);
    assert_eq!(value(&chosen).kind.as_deref(), Some("issue"));
    let typed_after = prompt()
        .special(KeyCode::Down)
        .keys("x")
        .special(KeyCode::Enter);
    assert_eq!(value(&typed_after).kind.as_deref(), Some("x"));
    let project = App::listing(5)
        .keys("xp")
        .answer(counts(&[("api", 9), ("", 4), ("web", 1)]))
        .special(KeyCode::Down)
        .special(KeyCode::Down)
        .special(KeyCode::Enter);
    assert_eq!(value(&project).project_id.as_deref(), Some("web"));
    let pasted = App::listing(5)
        .keys("xa")
        .answer(counts(&[("qa", 9)]))
        .tell(Msg::Paste("arch\nitect".into()));
    let pasted = pasted.special(KeyCode::Enter);
    assert_eq!(value(&pasted).agent.as_deref(), Some("arch itect"));
}

#[test]
fn a_type_has_a_name_a_project_need_not() {
    let app = App::listing(5).keys("xt").special(KeyCode::Enter);
    assert!(app.writes().is_empty());
    assert!(matches!(&app.model.overlays[..], [Overlay::Change(view)] if view.wrong.is_some()));
    assert_eq!(
        App::listing(5)
            .keys("xp")
            .special(KeyCode::Enter)
            .writes()
            .len(),
        1
    );
    let app = App::listing(5).keys("xtq?").key(Key::ESC);
    assert!(app.model.overlays.is_empty() && app.writes().is_empty());
}

#[test]
fn marks_or_all_that_is_found_are_exported() {
    let exported = |app: App| match app.special(KeyCode::Enter).writes()[..] {
        [Write::Export { scope, path }] => (scope.clone(), path.clone()),
        _ => panic!("nothing is written"),
    };
    let (scope, path) = exported(App::listing(5).keys("  xe"));
    assert_eq!(scope, ExportScope::Targets(targets([0, 1])));
    assert_eq!(path, PathBuf::from("lore-2026-03-01.jsonl"));
    let (scope, _) = exported(App::listing(5).keys("xe"));
    assert!(matches!(scope, ExportScope::Listed(..)));
    let (scope, _) = exported(App::hits("re", &[1], 300).keys("xe"));
    assert!(matches!(scope, ExportScope::Found(request) if request.words == "re"));
    let app = App::listing(5)
        .keys("xe")
        .key(Key::ctrl('u'))
        .special(KeyCode::Enter);
    assert!(app.writes().is_empty(), "a file has a name");
}

#[test]
fn what_came_of_an_export_is_told() {
    let write = || Write::Export {
        scope: ExportScope::Targets(targets([0, 1])),
        path: "a.jsonl".into(),
    };
    let begun = || App::listing(5).keys("  xea.jsonl").special(KeyCode::Enter);
    let exported = |entries, gone, cancelled| {
        Ok(Wrote::Exported(Exported {
            entries,
            gone,
            hidden: 0,
            cancelled,
        }))
    };
    assert_eq!(
        begun().writes(),
        [&write()],
        "what is typed replaces the proposal"
    );
    let app = begun().written(write(), exported(2, 0, false));
    assert!(app.model.overlays.is_empty());
    assert_eq!(app.notice(), "2 entries written to a.jsonl");
    assert!(app.effects.is_empty(), "the store did not change");
    let app = begun().written(write(), exported(1, 1, false));
    assert_eq!(
        app.notice(),
        "1 entry written to a.jsonl; 1 is no longer there"
    );
    let app = begun().written(write(), exported(0, 0, true));
    assert_eq!(app.notice(), "stopped: no file was written");
    let failure = WriteFailure::new("a.jsonl exists; choose another name".into());
    let app = begun().written(write(), Err(failure.clone()));
    let [Overlay::Export(view)] = &app.model.overlays[..] else {
        panic!("the name can be changed");
    };
    assert_eq!(view.file.wrong.as_deref(), Some(failure.text.as_str()));
    let app = app.special(KeyCode::Left).keys("2").special(KeyCode::Enter);
    assert!(matches!(app.writes()[..], [Write::Export { path, .. }] if path.ends_with("a.json2l")));
    let left = begun().key(Key::ESC);
    assert!(left.model.overlays.is_empty());
    let left = left.written(write(), Err(failure));
    assert_eq!(left.notice(), "a.jsonl exists; choose another name");
}

fn prompt(keys: &str) -> App {
    App::listing(5).keys("xt").answer(kinds()).keys(keys)
}

fn kind(app: &App) -> Option<&str> {
    match app.writes()[..] {
        [Write::EditAll { edit, .. }] => edit.kind.as_deref(),
        _ => None,
    }
}

#[test]
fn half_a_value_is_no_new_one() {
    assert_eq!(
        kind(&prompt("iss").special(KeyCode::Enter)),
        Some("issue"),
        "what is highlighted"
    );
    let typed = prompt("iss").special(KeyCode::Up);
    assert_eq!(
        kind(&typed.special(KeyCode::Enter)),
        Some("iss"),
        "asked for"
    );
    assert_eq!(
        kind(&prompt("isue").special(KeyCode::Enter)),
        Some("isue"),
        "nothing else fits"
    );
    assert_eq!(
        kind(&prompt("issue").special(KeyCode::Enter)),
        Some("issue")
    );
}

#[test]
fn enter_waits_for_the_values() {
    let early = |keys: &str| {
        let app = App::listing(5).keys("xt").keys(keys);
        let app = app.special(KeyCode::Enter);
        assert!(app.writes().is_empty(), "nobody knows yet");
        app.answer(kinds())
    };
    let taken = early("issue");
    assert_eq!(kind(&taken), Some("issue"));
    assert!(taken.model.overlays.is_empty());
    let shown = early("iss");
    assert_eq!(kind(&shown), None, "what would be taken was not to be seen");
    assert_eq!(kind(&shown.special(KeyCode::Enter)), Some("issue"));
}

#[test]
fn a_value_that_no_entry_has_is_told_to_be_new() {
    let is_offered = |app: &App| match &app.model.overlays[..] {
        [Overlay::Change(view)] => view.rows().contains(&Offer::New),
        other => panic!("{other:?}"),
    };
    assert!(is_offered(&prompt("idea")) && is_offered(&prompt("iss")));
    assert!(!is_offered(&prompt("issue")) && !is_offered(&prompt("")));
    assert!(
        !is_offered(&App::listing(5).keys("xtidea")),
        "nobody knows yet"
    );
    assert_eq!(prompt("iss").model.context(), Context::ValuePrompt);
    assert_eq!(
        prompt("idea").model.context(),
        Context::Prompt,
        "nothing to complete"
    );
    let long = prompt(&"x".repeat(80)).special(KeyCode::Enter);
    assert!(long.writes().is_empty());
}

#[test]
fn the_search_box_asks_again_when_a_prompt_took_its_turn() {
    let values = |app: &App, field| {
        let reads = app.reads();
        (reads.iter()).any(|read| matches!(read, Read::FieldValues(of, _) if *of == field))
    };
    let app = App::listing(5).keys("/agent:q");
    assert!(values(&app, Field::Agent));
    let app = app.special(KeyCode::Enter).keys("xt");
    assert_eq!(
        app.reads(),
        [&Read::FieldValues(Field::Type, Filter::default())]
    );
    let app = app.answer(kinds());
    let [Overlay::Change(prompt)] = &app.model.overlays[..] else {
        panic!("{:?}", app.model.overlays);
    };
    assert_eq!(prompt.values.as_ref().map(Vec::len), Some(3));
    let app = app.key(Key::ESC).keys("/a");
    assert!(values(&app, Field::Agent));
}
