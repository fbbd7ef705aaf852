//! The editor and what lies over it, the view of two changes, and the history.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{check, models, render, screen, screen_in};
use crate::{
    domain::{
        change::ChangeId,
        entry::Entry,
        fields::{Field, Fields},
        history::Past,
    },
    service::Progress,
    tui::{
        model::{
            BringBack, Conflict, Editor, History, Model, Motion, Overlay, TextAction,
            conflict::Tab, editor::Stage, history::Against,
        },
        styles::Styles,
    },
};

const BEFORE: &str = "# Tokens\n\nServices check a token with RS256; it expires after an hour.\n\n\
                      トークンは署名されています。\n\traw \x1b[2J byte\nKeys rotate each month.";

fn entry() -> Entry {
    Entry {
        text: BEFORE.to_owned(),
        metadata: "{\"tags\": [\"auth\"], \"confidence\": 0.9}".to_owned(),
        ..models::entry(3)
    }
}

fn editor() -> Editor {
    let model = models::full();
    Editor::new(&Arc::new(entry()), model.stats.stats.as_deref())
}

fn over(overlays: Vec<Overlay>) -> Model {
    let mut model = models::full();
    model.overlays = overlays;
    model
}

fn edited() -> Editor {
    let mut editor = editor();
    let text = editor.focused();
    text.act(TextAction::Go(Motion::Down));
    text.act(TextAction::Go(Motion::Down));
    text.act(TextAction::Go(Motion::WordRight));
    text.insert("must ");
    text.act(TextAction::Select(Motion::WordRight));
    text.act(TextAction::Select(Motion::WordRight));
    editor.checked();
    editor
}

fn shown(editor: Editor) -> Model {
    over(vec![Overlay::Editor(Box::new(editor))])
}

#[test]
fn a_small_screen_tells_of_the_fields_it_does_not_show() {
    let small = render::render(&screen(
        &over(vec![Overlay::Editor(Box::new(editor()))]),
        (40, 10),
    ));
    assert!(small.contains("Tab type, project, agent"), "{small}");
    let normal = render::render(&screen(
        &over(vec![Overlay::Editor(Box::new(editor()))]),
        (80, 24),
    ));
    assert!(!normal.contains("Tab type"), "{normal}");
}

#[test]
fn an_entry_being_edited() {
    check("editor_text", &shown(edited()));
    let mut editor = edited();
    editor.focus = Field::Kind;
    editor.take_offer(true);
    check("editor_type", &shown(editor));
    let mut editor = edited();
    editor.focus = Field::Metadata;
    editor.focused().insert("{\n  \"tags\": wrong\n}\n");
    editor.checked();
    check("editor_metadata", &shown(editor));
    let rendered = render::render(&screen_in(&shown(edited()), &Styles::plain(), (80, 24)).0);
    insta::assert_snapshot!("editor_plain", rendered);
}

#[test]
fn saving_and_why_it_failed() {
    let mut editor = edited();
    editor.stage = Stage::Saving(editor.to_write());
    let rendered = render::render(&screen(&shown(editor), (80, 24)));
    assert!(rendered.contains("saving…"), "{rendered}");
    let mut editor = edited();
    editor.failure = Some("the disk is full; free some space".to_owned());
    check("editor_failed", &shown(editor));
}

#[test]
fn questions_around_the_editor() {
    for (name, question) in [
        ("leave_editor", Overlay::LeaveEditor),
        ("save_undecided", Overlay::SaveUndecided),
        ("take_theirs", Overlay::TakeTheirs),
        ("entry_gone", Overlay::EntryGone),
        (
            "told",
            Overlay::Told("the editor `vi` ended with 1; the document is kept in /tmp/x.md".into()),
        ),
    ] {
        let model = over(vec![Overlay::Editor(Box::new(edited())), question]);
        check(name, &model);
    }
}

fn conflict(tab: Tab) -> Model {
    let base = Fields::from(&entry());
    let theirs = Entry {
        text: BEFORE.replace("RS256", "ES256").replace("month", "week"),
        kind: "issue".to_owned(),
        ..entry()
    };
    let mut mine = base.clone();
    let text = BEFORE
        .replace("an hour", "ten minutes")
        .replace("month", "day");
    mine.set(Field::Text, text);
    let mut conflict = Conflict::new(&base, Arc::new(theirs), &mine);
    conflict.tab = tab;
    over(vec![
        Overlay::Editor(Box::new(edited())),
        Overlay::Conflict(Box::new(conflict)),
    ])
}

#[test]
fn two_changes_of_one_entry() {
    check("conflict_theirs", &conflict(Tab::Theirs));
    check("conflict_merged", &conflict(Tab::Merged));
    let rendered = render::render(&screen_in(&conflict(Tab::Mine), &Styles::plain(), (80, 24)).0);
    insta::assert_snapshot!("conflict_plain", rendered);
}

fn states() -> Vec<Past> {
    let texts = [
        BEFORE.replace("RS256", "ES256").replace("month", "week"),
        BEFORE.replace("RS256", "ES256"),
        BEFORE.to_owned(),
    ];
    (0i64..)
        .zip(texts)
        .map(|(number, text)| Past {
            entry: Entry {
                text,
                kind: if number == 0 { "issue" } else { "decision" }.to_owned(),
                ..entry()
            },
            since: models::now() - TimeDelta::days(number * 9) - TimeDelta::hours(1),
            before: (number == 1).then(|| ChangeId("c1".into())),
            current: number == 0,
        })
        .collect()
}

fn history(fill: impl FnOnce(&mut History)) -> Model {
    let mut view = History::new(entry().key(), 1);
    fill(&mut view);
    over(vec![Overlay::History(Box::new(view))])
}

#[test]
fn the_history_of_an_entry() {
    check("history", &history(|view| view.fill(states())));
    let since_then = history(|view| {
        view.fill(states());
        view.list.cursor = 2;
        view.turn();
        assert_eq!(view.against, Against::Now);
    });
    check("history_now", &since_then);
    check("history_empty", &history(|view| view.fill(Vec::new())));
    let failed = history(|view| view.error = Some("the repository is locked".to_owned()));
    check("history_failed", &failed);
    let loading = history(|view| {
        view.progress = Some(Progress { done: 3, total: 9 });
    });
    let rendered = render::render(&screen(&loading, (80, 24)));
    assert!(rendered.contains("33 %"), "{rendered}");
}

#[test]
fn an_earlier_state_about_to_come_back() {
    let states = states();
    let question = BringBack::new(&states[0], &states[2], false).unwrap();
    let model = over(vec![Overlay::BringBack(Box::new(question))]);
    check("bring_back", &model);
    assert!(BringBack::new(&states[0], &states[0], false).is_none());
}
