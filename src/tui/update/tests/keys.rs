//! Panes, typing, backing out, quitting.

use crossterm::event::KeyCode;

use super::app::App;
use crate::tui::{
    effect::Effect,
    keymap::{Action, Context, Key},
    model::{Focus, Help, Overlay, Scope, bulk::Field},
    msg::Msg,
};

#[test]
fn every_bound_key_that_types_is_text_in_the_search_box() {
    let app = App::listing(3);
    let letters: String = app
        .model
        .keymap
        .bindings()
        .iter()
        .flat_map(|binding| &binding.keys)
        .filter_map(|key| key.text())
        .collect();
    assert!(letters.contains('q') && letters.contains('G') && letters.contains('/'));
    let app = app.keys("/").keys(&letters);
    assert_eq!(app.line(), letters);
    assert_eq!(app.model.focus, Focus::SearchBox);
    assert!(!app.model.quitting && app.model.overlays.is_empty());
}

#[test]
fn every_bound_key_that_types_is_text_in_the_project_filter() {
    let app = App::listing(3).special(KeyCode::BackTab);
    assert_eq!(app.model.focus, Focus::Projects);
    let app = app.keys("f").keys("qjkfGh?R /");
    assert_eq!(app.model.projects.filter.text(), "qjkfGh?R /");
    assert!(!app.model.quitting);
}

#[test]
fn tab_goes_round() {
    let mut app = App::listing(1);
    let mut seen = Vec::new();
    for _ in 0..4 {
        app = app.special(KeyCode::Tab);
        seen.push(app.model.focus);
    }
    assert_eq!(
        seen,
        [Focus::Detail, Focus::Stats, Focus::Projects, Focus::Results]
    );
    assert_eq!(app.special(KeyCode::BackTab).model.focus, Focus::Projects);
}

#[test]
fn tab_leads_from_the_search_box_to_the_hits() {
    let app = App::listing(1).keys("/").special(KeyCode::Tab);
    assert_eq!(app.model.focus, Focus::Results);
    assert_eq!(app.special(KeyCode::Tab).model.focus, Focus::Detail);
    let app = App::listing(1).keys("/").special(KeyCode::BackTab);
    assert_eq!(app.model.focus, Focus::Projects);
}

#[test]
fn q_quits_and_ctrl_c_quits_everywhere() {
    assert!(App::listing(1).keys("q").model.is_over());
    assert!(
        App::new().keys("q").model.is_over(),
        "before anything is loaded"
    );
    assert!(
        App::listing(1)
            .keys("/")
            .key(Key::ctrl('c'))
            .model
            .is_over()
    );
    assert!(
        App::listing(1)
            .keys("?")
            .key(Key::ctrl('c'))
            .model
            .is_over()
    );
}

#[test]
fn escape_backs_out_step_by_step_and_never_quits() {
    let mut app = App::listing(3)
        .projects(vec![super::app::project("shop", "api", 3)])
        .special(KeyCode::BackTab)
        .keys("j")
        .keys("/text?")
        .special(KeyCode::Enter)
        .special(KeyCode::Enter)
        .keys("?");
    assert!(matches!(app.model.overlays[..], [Overlay::Help(_)]));
    let mut step = || {
        let model = std::mem::replace(&mut app, App::new()).key(Key::ESC);
        app = model;
        (
            app.model.focus,
            app.line().to_owned(),
            app.model.scope.clone(),
            app.model.overlays.len(),
        )
    };
    let scope = Scope::Repository("shop".into());
    let text = String::from("text?");
    assert_eq!(step(), (Focus::Detail, text.clone(), scope.clone(), 0));
    assert_eq!(step(), (Focus::Results, text, scope.clone(), 0));
    assert_eq!(step(), (Focus::Results, String::new(), scope, 0));
    assert_eq!(step(), (Focus::Results, String::new(), Scope::All, 0));
    for _ in 0..10 {
        step();
    }
    assert!(!app.model.quitting);
}

#[test]
fn the_line_is_edited_with_the_usual_keys() {
    let app = App::listing(1).keys("/héllo wörld");
    let app = app.key(Key::ctrl('w'));
    assert_eq!(app.line(), "héllo ");
    let app = app
        .special(KeyCode::Left)
        .special(KeyCode::Backspace)
        .special(KeyCode::Home);
    assert_eq!(app.line(), "héll ");
    assert_eq!(app.model.search_box.line().cursor(), 0);
    let app = app
        .special(KeyCode::Delete)
        .special(KeyCode::End)
        .keys("日本");
    assert_eq!(app.line(), "éll 日本");
    let app = app.special(KeyCode::Backspace);
    assert_eq!(app.line(), "éll 日");
    assert_eq!(app.key(Key::ctrl('u')).line(), "");
}

#[test]
fn a_paste_is_one_line_and_goes_to_the_search_box() {
    let app = App::listing(1).tell(Msg::Paste("one\r\ntwo\n\tthree\u{1b}[2J".into()));
    assert_eq!(app.model.focus, Focus::SearchBox);
    assert_eq!(app.line(), "one two  three");
}

#[test]
fn a_paste_into_a_list_is_a_further_word() {
    let app = App::listing(1).keys("/token").special(KeyCode::Home);
    let app = app
        .special(KeyCode::Enter)
        .tell(Msg::Paste("foo bar".into()));
    assert_eq!(app.line(), "token foo bar");
    let app = app.tell(Msg::Paste("s".into()));
    assert_eq!(app.line(), "token foo bars", "it goes where one types");
}

#[test]
fn a_paste_without_end_is_cut_and_told() {
    let app = App::listing(1).tell(Msg::Paste("語".repeat(4_096)));
    assert!(app.model.notices.current().is_none());
    let app = app.keys("x").tell(Msg::Paste("y".repeat(100_000)));
    assert_eq!(app.line(), "語".repeat(4_096));
    let notice = app.model.notices.current().unwrap();
    assert!(notice.text.contains("4,096"), "{}", notice.text);
}

#[test]
fn the_text_is_copied_as_it_is() {
    let app = App::listing(3).keys("jy");
    assert_eq!(app.effects, [Effect::Copy("text 1".into())]);
}

#[test]
fn enter_reads_and_the_detail_remembers_where_it_was() {
    let app = App::listing(3).special(KeyCode::Enter).keys("jj");
    let first = app.model.selected_entry().unwrap().key();
    assert_eq!(app.model.focus, Focus::Detail);
    assert_eq!(app.model.detail.scroll(&first), 2);
    let app = app.keys("G");
    assert_eq!(
        app.model.detail.scroll(&first),
        20,
        "30 lines, of which 10 fit"
    );
    let app = app.key(Key::ESC).keys("j").special(KeyCode::Enter);
    let second = app.model.selected_entry().unwrap().key();
    assert_eq!(app.model.detail.scroll(&second), 0);
    assert_eq!(app.model.detail.scroll(&first), 20);
}

#[test]
fn help_scrolls_and_closes() {
    let app = App::listing(3).keys("?jj");
    assert!(matches!(
        app.model.overlays[..],
        [Overlay::Help(Help { scroll: 2, .. })]
    ));
    assert_eq!(app.model.results.cursor, 0);
    assert!(app.keys("?").model.overlays.is_empty());
}

#[test]
fn help_begins_with_the_place_and_can_be_searched() {
    let app = App::listing(3).keys("T?");
    let help = |app: &App| match app.model.overlays.last() {
        Some(Overlay::Help(help)) => (help.here, help.filter.text().to_owned(), help.typing),
        other => panic!("{other:?}"),
    };
    assert_eq!(help(&app), (Context::Trash, String::new(), false));
    let sections = app.model.keymap.help(Context::Trash);
    assert_eq!(sections[0].title, "Trash");
    let app = app.keys("/q?j");
    assert_eq!(help(&app), (Context::Trash, "q?j".to_owned(), true));
    let app = app.special(KeyCode::Enter).keys("j");
    assert_eq!(help(&app), (Context::Trash, "q?j".to_owned(), false));
    let app = app.key(Key::ESC);
    assert_eq!(help(&app), (Context::Trash, String::new(), false));
    assert_eq!(app.key(Key::ESC).model.overlays.len(), 1);
}

#[test]
fn the_palette_does_what_it_names_in_what_lies_below() {
    let app = App::listing(3).special(KeyCode::BackTab);
    assert_eq!(app.model.focus, Focus::Projects);
    let app = app.keys(":markall").special(KeyCode::Backspace);
    assert_eq!(app.model.focus, Focus::Projects);
    let app = app.special(KeyCode::Enter);
    assert!(app.model.overlays.is_empty());
    assert_eq!(app.model.focus, Focus::Results, "there is where one marks");
    assert_eq!(app.model.everywhere.actions, ["mark-all"]);
    let app = app.keys(":trash").special(KeyCode::Enter).keys(":help");
    assert_eq!(app.model.overlays.len(), 2);
    let app = app.special(KeyCode::Enter);
    assert!(matches!(
        app.model.overlays[..],
        [
            Overlay::Trash(_),
            Overlay::Help(Help {
                here: Context::Trash,
                ..
            })
        ]
    ));
    assert_eq!(app.model.everywhere.actions, ["help", "trash", "mark-all"]);
    let app = app.key(Key::ESC).keys(":").key(Key::ESC);
    assert!(matches!(app.model.overlays[..], [Overlay::Trash(_)]));
    let app = app.keys(":qxqx").special(KeyCode::Enter);
    assert!(matches!(app.model.overlays[..], [_, Overlay::Palette(_)]));
    let app = app.key(Key::ESC).keys(":quit").special(KeyCode::Enter);
    assert!(app.model.is_over());
}

#[test]
fn the_palette_reaches_panes_and_what_the_menu_of_entries_does() {
    let app = App::listing(3).keys(":go to stats").special(KeyCode::Enter);
    assert_eq!(app.model.focus, Focus::Stats);
    let app = app.keys(":change type").special(KeyCode::Enter);
    assert_eq!(app.model.focus, Focus::Results);
    assert!(matches!(
        &app.model.overlays[..],
        [Overlay::Change(prompt)] if prompt.field == Field::Kind && prompt.targets.len() == 1
    ));
    let app = App::listing(0).keys(":change type").special(KeyCode::Enter);
    assert!(app.model.overlays.is_empty());
    assert!(app.model.notices.current().is_some());
}

#[test]
fn the_shell_is_gone_to_from_everywhere_but_the_editor() {
    for context in Context::ALL {
        let resolved = App::new().model.keymap.resolve(*context, Key::ctrl('z'));
        let suspends = resolved == Some(Action::Suspend);
        assert_eq!(suspends, *context != Context::Editor, "{context:?}");
    }
    let app = App::listing(1).keys("T").key(Key::ctrl('z'));
    assert_eq!(app.effects, [Effect::Suspend]);
    assert_eq!(app.model.overlays.len(), 1);
}

#[test]
fn nothing_selected_is_nothing_to_open_or_copy() {
    let app = App::listing(0).special(KeyCode::Enter).keys("yjkgG");
    assert_eq!(app.model.focus, Focus::Results);
    assert!(app.effects.is_empty());
}
