//! What the search box offers, and searches of before.

use crossterm::event::KeyCode;

use super::app::{App, project};
use crate::{
    config::state::Searches,
    domain::{
        query::Field,
        search::{SearchMode, Sort},
        stats::Count,
    },
    tui::{
        effect::Effect,
        keymap::{Context, Key},
        model::{Chip, Focus, Scope},
        msg::Msg,
        read::{Answer, Read},
    },
};

fn counts(names: &[(&str, usize)]) -> Answer {
    let count = |(name, entries): &(&str, usize)| Count {
        name: (*name).to_owned(),
        entries: *entries,
    };
    Answer::FieldValues(Ok(names.iter().map(count).collect()))
}

fn offers(app: &App) -> Vec<&str> {
    let menu = app.model.search_box.completion.menu();
    let offers = menu.map(|menu| menu.offers.iter().map(|offer| offer.value.as_str()));
    offers.into_iter().flatten().collect()
}

/// The values of `agent:` are known.
fn agents(line: &str) -> App {
    App::listing(3)
        .keys("/agent:")
        .answer(counts(&[("rust", 9), ("architect", 5), ("qa lead", 2)]))
        .keys(line)
}

#[test]
fn a_field_is_offered_and_taken() {
    let app = App::listing(3).keys("/retry ag");
    assert_eq!(app.model.context(), Context::Completion);
    assert_eq!(offers(&app), ["agent"]);
    let app = app.key(Key::TAB);
    assert_eq!(app.line(), "retry agent:");
    let [Read::FieldValues(Field::Agent, filter)] = app.reads()[..] else {
        panic!("{:?}", app.effects);
    };
    assert!(filter.agents.is_empty());
    let app = app.answer(counts(&[("rust", 9), ("qa lead", 2)]));
    let app = app.key(Key::ctrl('n')).key(Key::TAB);
    assert_eq!(app.line(), "retry agent:\"qa lead\" ");
    assert_eq!(app.model.search_box.query().filter.agents, ["qa lead"]);
    assert_eq!(app.asks().len(), 1, "the hits follow");
    assert_eq!(app.model.context(), Context::SearchBox);
}

#[test]
fn values_are_narrowed_while_they_are_typed() {
    let app = agents("");
    assert_eq!(offers(&app), ["rust", "architect", "qa lead"]);
    let app = app.keys("a");
    assert_eq!(offers(&app), ["architect", "qa lead"]);
    let app = app.keys("rchitect");
    assert_eq!(offers(&app), [""; 0], "nothing is left to complete");
    assert_eq!(app.model.context(), Context::SearchBox);
    let app = app.keys(" agent:");
    assert_eq!(offers(&app), ["rust", "qa lead"], "it is there already");
}

#[test]
fn values_of_a_field_with_several_are_asked_for() {
    let app = App::listing(3)
        .keys("/")
        .tell(Msg::Paste("type:a type:b x".into()));
    assert!(
        matches!(app.reads()[..], [Read::FieldValues(Field::Type, _)]),
        "{:?}",
        app.effects
    );
    let app = app.answer(counts(&[("a", 1)])).keys("y");
    assert!(app.reads().is_empty(), "they are known");
}

#[test]
fn typing_never_waits_for_values() {
    let app = App::listing(3).keys("/agent:ru");
    assert_eq!(app.line(), "agent:ru");
    assert_eq!(
        app.model.context(),
        Context::SearchBox,
        "nothing to choose yet"
    );
    assert_eq!(app.reads().len(), 1, "asked once");
    let app = app.answer(counts(&[("rust", 9)]));
    assert_eq!(offers(&app), ["rust"]);
}

#[test]
fn values_come_from_what_the_rest_of_the_query_admits() {
    let app = App::listing(3).projects(vec![project("shop", "api", 2)]);
    let app = app.keys("/type:issue agent:qa project:x");
    let [.., Read::FieldValues(Field::Project, filter)] = app.reads()[..] else {
        panic!("{:?}", app.effects);
    };
    assert_eq!(filter.kinds, ["issue"]);
    assert_eq!(filter.agents, ["qa"]);
    assert!(filter.projects.is_empty());
    let mut app = App::listing(3);
    app.model.scope = Scope::Project {
        repository: "shop".into(),
        project_id: "api".into(),
    };
    let app = app.keys("/project:");
    let [Read::FieldValues(Field::Project, filter)] = app.reads()[..] else {
        panic!("{:?}", app.effects);
    };
    assert_eq!(filter.repositories, ["shop"]);
    assert!(filter.projects.is_empty());
}

#[test]
fn dates_tell_what_they_mean() {
    let app = App::listing(3).keys("/before:9");
    assert!(app.reads().is_empty());
    assert_eq!(offers(&app)[..2], ["9d", "9w"]);
    let app = app.key(Key::TAB);
    assert_eq!(app.line(), "before:9d ");
}

#[test]
fn esc_closes_the_menu_first() {
    let app = agents("").key(Key::ESC);
    assert_eq!((app.model.focus, app.line()), (Focus::SearchBox, "agent:"));
    assert_eq!(app.model.context(), Context::SearchBox);
    let app = app.key(Key::ESC);
    assert_eq!(app.model.focus, Focus::Results);
    let app = app.keys("/");
    assert_eq!(offers(&app), [""; 0], "it opens when one types");
    let app = app.keys("r");
    assert_eq!(offers(&app)[0], "rust");
}

#[test]
fn without_a_menu_tab_leads_to_the_hits() {
    let app = agents("").key(Key::ESC).key(Key::TAB);
    assert_eq!((app.model.focus, app.line()), (Focus::Results, "agent:"));
}

#[test]
fn arrows_choose_in_the_menu_and_enter_takes_what_was_chosen() {
    let app = agents("").find(&[1, 2], 2).special(KeyCode::Down);
    assert_eq!(app.selected(), "e1", "the hits stay");
    let app = app.key(Key::ENTER);
    assert_eq!(app.line(), "agent:architect ");
    assert_eq!(app.model.focus, Focus::SearchBox);
    let app = agents("").key(Key::ctrl('n')).special(KeyCode::Up);
    assert_eq!(app.key(Key::ENTER).line(), "agent:rust ");
}

#[test]
fn enter_takes_nothing_that_nobody_chose() {
    let app = agents("r").key(Key::ENTER);
    assert_eq!((app.model.focus, app.line()), (Focus::Results, "agent:r"));
}

#[test]
fn a_field_without_its_value_is_not_remembered() {
    let app = agents("").key(Key::ENTER);
    assert_eq!(remembered(&app), [""; 0]);
    let app = App::listing(3).keys("/retry agent:").key(Key::ENTER);
    assert_eq!(remembered(&app), ["retry"]);
}

#[test]
fn enter_goes_to_the_hits_though_the_menu_is_open() {
    let app = App::listing(3).keys("/ag").special(KeyCode::Enter);
    assert_eq!((app.model.focus, app.line()), (Focus::Results, "ag"));
    assert_eq!(offers(&app), [""; 0]);
}

#[test]
fn values_are_asked_for_anew_when_the_store_changed() {
    let app = agents("").tell(Msg::StoreChanged);
    assert!(matches!(app.reads()[..], [Read::FieldValues(..)]));
    assert_eq!(offers(&app)[0], "rust", "the old ones serve meanwhile");
}

#[test]
fn values_that_cannot_be_read_are_no_hindrance() {
    let app = App::listing(3).keys("/agent:");
    let app = app.answer(Answer::FieldValues(Err("broken".into())));
    assert!(app.notice().contains("broken"), "{}", app.notice());
    let app = app.keys("qa");
    assert!(app.reads().is_empty());
    assert_eq!(app.line(), "agent:qa");
}

#[test]
fn a_value_that_cannot_be_written_is_told() {
    let app = App::listing(3).keys("/agent:");
    let app = app.answer(counts(&[("a \"b\"", 1)])).key(Key::TAB);
    assert_eq!(app.line(), "agent:");
    assert!(app.notice().contains("quotation mark"), "{}", app.notice());
}

fn remembered(app: &App) -> Vec<&str> {
    app.effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::RememberSearch(line) => Some(line.as_str()),
            _ => None,
        })
        .collect()
}

#[test]
fn searches_are_remembered_when_they_are_used() {
    let app = App::listing(3).keys("/retry").find(&[1, 2], 2);
    assert_eq!(remembered(&app), [""; 0]);
    let app = app.special(KeyCode::Enter);
    assert_eq!(remembered(&app), ["retry"]);
    let app = app.special(KeyCode::Enter);
    assert_eq!(app.model.focus, Focus::Detail);
    assert_eq!(remembered(&app), [""; 0], "once is enough");
    let app = App::hits("retry", &[1], 1).keys("/ more").find(&[1], 1);
    let app = app.key(Key::TAB).special(KeyCode::Enter);
    assert_eq!(remembered(&app), ["retry more"], "a hit was opened");
    let token = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
    let app = App::listing(3)
        .keys("/")
        .keys(&token)
        .special(KeyCode::Enter);
    assert_eq!(remembered(&app), [""; 0]);
}

#[test]
fn a_search_that_esc_clears_comes_back() {
    let app = App::listing(3).keys("/retry").key(Key::ESC).key(Key::ESC);
    assert_eq!(app.line(), "");
    assert_eq!(remembered(&app), ["retry"]);
    assert_eq!(
        app.notice(),
        "search cleared; Ctrl-P in the search box brings it back"
    );
    let app = app.keys("/").key(Key::ctrl('p'));
    assert_eq!(app.line(), "retry");
    let token = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
    let app = App::listing(3).keys("/").keys(&token).key(Key::ESC);
    let app = app.key(Key::ESC);
    assert_eq!(app.line(), "");
    assert!(app.model.notices.current().is_none(), "it is forgotten");
}

#[test]
fn one_walks_through_searches_of_before() {
    let mut app = App::listing(3);
    let searches = Searches::from_lines("newest\nolder type:issue\n");
    app.model.search_box.recall.load(searches);
    let app = app.keys("/typed").key(Key::ctrl('p'));
    assert_eq!(app.line(), "newest");
    assert_eq!(app.asks().len(), 1);
    let app = app.key(Key::ctrl('p'));
    assert_eq!(app.line(), "older type:issue");
    assert_eq!(offers(&app), [""; 0]);
    let app = app.key(Key::ctrl('n')).key(Key::ctrl('n'));
    assert_eq!(app.line(), "typed");
    let app = app.key(Key::ctrl('p')).keys("!").key(Key::ctrl('p'));
    assert_eq!(app.line(), "newest");
    let app = app.key(Key::ctrl('n'));
    assert_eq!(
        app.line(),
        "newest!",
        "an edited search is what is being typed"
    );
}

#[test]
fn chips_tell_what_is_in_force_beside_the_query() {
    let mut app = App::listing(3).projects(vec![project("shop", "api", 2)]);
    assert_eq!(app.model.chips(), []);
    app.model.mode = SearchMode::Fuzzy;
    app.model.sort = Sort::Oldest;
    app.model.scope = Scope::Repository("shop".into());
    assert_eq!(app.model.chips(), [Chip::Scope, Chip::Mode, Chip::Sort]);
    let app = app.keys("/words");
    assert_eq!(
        app.model.chips(),
        [Chip::Scope, Chip::Mode],
        "hits stand by score"
    );
}

#[test]
fn an_earlier_run_is_gone_on_with() {
    let mut first = App::listing(3);
    first.model.scope = Scope::Project {
        repository: "shop".into(),
        project_id: "api".into(),
    };
    first.model.mode = SearchMode::Keyword;
    first.model.sort = Sort::Oldest;
    let first = first.keys("/retry type:issue").key(Key::TAB);
    let state = first.model.state();
    let mut next = App::new();
    next.model.restore(state.clone(), next.now);
    assert_eq!(next.model.state(), state);
    assert_eq!(next.line(), "retry type:issue");
    assert_eq!(next.model.focus, Focus::Results);
    let next = next.projects(vec![project("shop", "api", 2), project("shop", "web", 1)]);
    assert_eq!(next.model.scope, first.model.scope);
    assert_eq!(
        next.model.projects.rows[next.model.projects.cursor].label,
        "api"
    );
    assert_eq!(next.notice(), "");
}

#[test]
fn a_project_that_is_gone_is_forgotten_without_a_word() {
    let mut app = App::new();
    app.model.scope = Scope::Repository("gone".into());
    let app = app.projects(vec![project("shop", "api", 2)]);
    assert_eq!(app.model.scope, Scope::All);
    assert_eq!(app.notice(), "");
    assert_eq!(app.asks().len(), 1);
}

#[test]
fn a_state_that_is_not_understood_is_passed_over() {
    let mut app = App::new();
    let mut state = app.model.state();
    state.here.mode = "telepathy".into();
    state.here.sort = "sideways".into();
    state.here.pane = "window".into();
    state.everywhere.sizes = serde_json::json!([1, "x"]);
    app.model.restore(state, app.now);
    assert_eq!(app.model.mode, SearchMode::Hybrid);
    assert_eq!(app.model.sort, Sort::Newest);
    assert_eq!(app.model.focus, Focus::Results);
}
