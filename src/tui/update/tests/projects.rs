//! The tree and the scope that follows its cursor.

use crossterm::event::KeyCode;

use super::app::{App, entry, project};
use crate::tui::{
    effect::{Effect, Question},
    keymap::Key,
    model::{Focus, Scope},
    msg::Msg,
};

fn app() -> App {
    App::listing(3)
        .projects(vec![
            project("auth", "login", 4),
            project("auth", "tokens", 2),
            project("shop", "api", 3),
        ])
        .special(KeyCode::BackTab)
}

fn tree(app: &App) -> String {
    let projects = &app.model.projects;
    let line = |(at, row): (usize, &crate::tui::model::ProjectRow)| {
        let cursor = if at == projects.cursor { ">" } else { " " };
        format!(
            "{cursor}{}{} {}",
            "  ".repeat(row.depth.into()),
            row.label,
            row.entries
        )
    };
    projects
        .rows
        .iter()
        .enumerate()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn repositories_hold_their_projects() {
    assert_eq!(
        tree(&app()),
        ">all 9\n auth 6\n   login 4\n   tokens 2\n shop 3\n   api 3"
    );
}

#[test]
fn the_scope_follows_the_cursor() {
    let app = app().keys("j");
    assert_eq!(app.model.scope, Scope::Repository("auth".into()));
    let app = app.keys("j");
    let Question::List { filter, .. } = &app.asks()[0].question else {
        panic!("a list");
    };
    assert_eq!(filter.repositories, ["auth"]);
    assert_eq!(filter.projects, ["login"]);
    let app = app.special(KeyCode::Enter);
    assert_eq!(app.model.focus, Focus::Results);
    assert!(matches!(app.model.scope, Scope::Project { .. }));
}

#[test]
fn fields_of_the_box_win_over_the_scope() {
    let app = app().keys("jj/project:tokens");
    assert_eq!(app.model.filter().projects, ["tokens"]);
    assert_eq!(app.model.filter().repositories, ["auth"]);
    let app = app.keys(" repo:shop");
    assert_eq!(app.model.filter().repositories, ["shop"]);
}

#[test]
fn repositories_fold() {
    let app = app().keys("jjh");
    assert_eq!(
        app.model.scope,
        Scope::Repository("auth".into()),
        "up to the repository"
    );
    let app = app.keys("h");
    assert_eq!(tree(&app), " all 9\n>auth 6\n shop 3\n   api 3");
    let app = app.keys("l");
    assert_eq!(tree(&app).lines().count(), 6);
    let app = app.keys("l");
    assert!(tree(&app).contains(">  login"));
}

#[test]
fn the_filter_finds_names_by_letters() {
    let app = app().keys("ftkn");
    assert_eq!(tree(&app), " all 9\n auth 6\n>  tokens 2");
    assert_eq!(app.model.scope, Scope::All, "the scope waits for Enter");
    assert_eq!(app.model.projects.rows[2].matched, [0..1, 2..3, 4..5]);
    let app = app.special(KeyCode::Enter);
    assert_eq!(app.model.focus, Focus::Projects);
    assert!(
        matches!(&app.model.scope, Scope::Project { project_id, .. } if project_id == "tokens")
    );
    let app = app.key(Key::ESC);
    assert_eq!(tree(&app).lines().count(), 6);
    assert!(
        tree(&app).contains(">  tokens"),
        "the cursor stays on the scope"
    );
}

#[test]
fn a_filter_without_match_leaves_all() {
    assert_eq!(tree(&app().keys("fzzz")), ">all 9");
}

#[test]
fn a_reload_keeps_the_cursor_on_its_row() {
    let app = app().keys("jjj");
    let app = app.projects(vec![
        project("aaa", "new", 1),
        project("auth", "login", 4),
        project("auth", "tokens", 3),
    ]);
    assert!(tree(&app).contains(">  tokens 3"));
}

#[test]
fn names_of_others_may_be_empty_or_odd() {
    let app = App::listing(1).projects(vec![project("r", "", 1), project("r", "a\u{1b}[2J", 1)]);
    assert_eq!(app.model.projects.rows.len(), 4);
    assert!(!app.effects.contains(&Effect::LoadProjects));
}

#[test]
fn a_scope_that_vanished_becomes_all() {
    let app = app().keys("jjj").list(vec![entry(0)]);
    assert!(
        matches!(&app.model.scope, Scope::Project { project_id, .. } if project_id == "tokens")
    );
    let app = app.projects(vec![project("auth", "login", 4)]);
    assert_eq!(app.model.scope, Scope::All);
    assert!(tree(&app).starts_with(">all"));
    assert_eq!(app.asks().len(), 1, "the whole store is listed");
    let notice = app.model.notices.current().unwrap();
    assert!(notice.text.contains("auth/tokens"), "{}", notice.text);
}

#[test]
fn a_repository_that_cannot_be_read_is_told_once() {
    let told = |app: &App| {
        app.model
            .notices
            .current()
            .map(|notice| notice.text.clone())
    };
    let broken = |names: &[&str]| Msg::Broken(names.iter().map(ToString::to_string).collect());
    let mut app = app().tell(broken(&["shop: cut short"]));
    assert_eq!(told(&app).unwrap(), "left out: shop: cut short");
    app.model.notices.dismiss();
    let app = app.tell(broken(&["shop: cut short"]));
    assert_eq!(told(&app), None);
    let app = app.tell(broken(&["a: gone", "b: gone", "shop: cut short"]));
    assert_eq!(told(&app).unwrap(), "left out, with 1 more: a: gone");
}
