//! The charts of the stats: the cursor, and the way to the entries of a bar.

use super::app::App;
use crate::{
    domain::{
        age_band::AgeBand,
        calendar::Unit,
        health::Health,
        stats::{Count, Day, Stats},
    },
    tui::{
        effect::Effect,
        keymap::Key,
        model::{
            Focus, Viewport,
            stats::{Bar, List},
        },
        msg::Msg,
        read::{Answer, Read},
    },
};

fn counts(names: &[&str]) -> Vec<Count> {
    names
        .iter()
        .map(|name| Count {
            name: (*name).to_owned(),
            entries: 2,
        })
        .collect()
}

fn stats() -> Stats {
    let day = |date: &str| Day {
        date: date.parse().unwrap(),
        entries: 2,
        kinds: vec![(0, 2)],
    };
    Stats {
        total: 7,
        by_kind: counts(&["decision", "issue"]),
        by_agent: counts(&["qa", "a b", "x\" y"]),
        by_project: counts(&["api"]),
        by_repository: counts(&["shop"]),
        by_day: vec![day("2026-02-16"), day("2026-02-17"), day("2026-02-28")],
        undated: 1,
        ..Stats::default()
    }
}

/// A UI with counts, the stats focused.
fn counted() -> App {
    let app = App::listing(3);
    let generation = app.model.stats.generation;
    let mut app = app.tell(Msg::Stats {
        generation,
        answer: Ok(stats()),
    });
    app.model.focus = Focus::Stats;
    app
}

fn line(app: &App) -> &str {
    app.model.search_box.line().text().trim_end()
}

fn on(mut app: App, bar: Bar) -> App {
    app.model.stats.cursor = Some(bar);
    app
}

fn value(list: List, name: &str) -> Bar {
    Bar::Value(list, name.to_owned())
}

#[test]
fn the_cursor_goes_from_bar_to_bar() {
    let app = counted().keys("h");
    let time = |date: &str| Some(Bar::Time(date.parse().unwrap()));
    assert_eq!(app.model.stats.cursor, time("2026-02-17"));
    let app = app.keys("hh");
    assert_eq!(app.model.stats.cursor, time("2026-02-16"), "the first one");
    let app = app.keys("j");
    assert_eq!(app.model.stats.cursor, Some(value(List::Kinds, "decision")));
    let app = app.keys("jl");
    assert_eq!(app.model.stats.cursor, Some(value(List::Agents, "a b")));
    assert!(app.model.stats.scroll > 0, "it shows");
    let app = app.keys("kkkk");
    assert_eq!(app.model.stats.scroll, 0, "back up to the totals");
}

#[test]
fn a_bar_leads_to_its_entries_and_back() {
    let app = on(counted(), value(List::Kinds, "issue")).key(Key::ENTER);
    assert_eq!(line(&app), "type:issue");
    assert_eq!(app.model.focus, Focus::Results);
    assert_eq!(app.asks().len(), 1);
    let app = app.key(Key::ESC);
    assert_eq!((line(&app), app.model.focus), ("", Focus::Stats));
    let app = app.key(Key::ENTER);
    assert_eq!(line(&app), "type:issue", "the cursor stayed");
}

#[test]
fn a_bar_takes_its_filter_out_again() {
    let mut app = on(counted(), value(List::Agents, "a b")).key(Key::ENTER);
    assert_eq!(line(&app), "agent:\"a b\"");
    app.model.focus = Focus::Stats;
    let app = app.key(Key::ENTER);
    assert_eq!((line(&app), app.model.focus), ("", Focus::Stats));
}

#[test]
fn a_line_that_was_edited_since_is_not_thrown_away() {
    let app = on(counted(), value(List::Kinds, "issue")).key(Key::ENTER);
    let app = app.keys("/x").key(Key::ESC);
    assert_eq!(app.model.focus, Focus::Results);
    assert!(line(&app).contains('x'));
    let app = app.key(Key::ESC);
    assert_eq!((line(&app), app.model.focus), ("", Focus::Results));
}

#[test]
fn a_time_takes_the_place_of_another() {
    let mut app = on(counted(), Bar::Time("2026-02-16".parse().unwrap()));
    app.model.stats.unit = Some(Unit::Week);
    let app = app.key(Key::ENTER);
    assert_eq!(line(&app), "after:2026-02-16 before:2026-02-23");
    let mut app = on(app, Bar::Time("2026-02-23".parse().unwrap()));
    app.model.focus = Focus::Stats;
    let app = app.key(Key::ENTER);
    assert_eq!(line(&app), "after:2026-02-23 before:2026-03-02");
    let mut app = on(app, Bar::Age(AgeBand::Older));
    app.model.focus = Focus::Stats;
    let app = app.key(Key::ENTER);
    assert_eq!(
        line(&app),
        "before:2025-03-02",
        "the older bound would leave nothing"
    );
}

#[test]
fn a_time_that_was_clicked_goes_with_one_click() {
    let without_first = |text: &str| {
        let mut app = counted();
        let now = app.now;
        app.model.search_box.change(now, |line| line.set_text(text));
        drop(super::super::search_box::remove_clause(
            &mut app.model,
            0,
            now,
        ));
        line(&app).to_owned()
    };
    assert_eq!(
        without_first("after:2026-02-01 before:2026-03-01 retry"),
        "retry"
    );
    assert_eq!(
        without_first("before:2026-02-23 retry after:2026-02-16"),
        "retry"
    );
    assert_eq!(
        without_first("after:2026-02-03 before:2026-02-23"),
        "before:2026-02-23",
        "no bar is so long"
    );
    assert_eq!(without_first("after:90d before:1d"), "before:1d");
}

#[test]
fn what_no_filter_can_say_is_told() {
    let app = on(counted(), value(List::Agents, "x\" y")).key(Key::ENTER);
    assert_eq!((line(&app), app.model.focus), ("", Focus::Stats));
    assert!(app.notice().contains("cannot be written"));
    let app = on(app, Bar::Undated).key(Key::ENTER);
    assert_eq!(app.model.focus, Focus::Results);
    assert_eq!(app.model.results.cursor, 2, "at the end");
}

#[test]
fn a_click_filters_and_stays() {
    let app = counted();
    let board =
        crate::tui::model::stats::Board::new(&app.model.stats, (60, 10), app.now.date_naive());
    let issue = value(List::Kinds, "issue");
    let number = board.bars.iter().position(|(_, bar)| *bar == issue);
    let mut app = app;
    app.effects = super::super::stats::click(&mut app.model, number.unwrap(), app.now);
    assert_eq!((line(&app), app.model.focus), ("type:issue", Focus::Stats));
    assert_eq!(app.asks().len(), 1);
    app.effects = super::super::stats::click(&mut app.model, number.unwrap(), app.now);
    assert_eq!(line(&app), "");
}

#[test]
fn the_unit_goes_round() {
    let mut app = counted();
    let mut units = Vec::new();
    for _ in 0..4 {
        app = app.keys("b");
        units.push(app.model.stats.unit);
    }
    let all = [Some(Unit::Day), Some(Unit::Week), Some(Unit::Month), None];
    assert_eq!(units, all);
}

fn reads_health(app: &App) -> bool {
    app.reads().contains(&&Read::Health)
}

#[test]
fn health_is_read_when_it_shows_and_not_too_often() {
    let app = counted();
    assert!(!reads_health(&app), "it does not show");
    let shown = Viewport {
        health: true,
        ..app.model.viewport.clone()
    };
    let app = app.tell(Msg::Drawn(shown));
    assert!(reads_health(&app));
    let app = app.keys("j");
    assert!(!reads_health(&app), "one is under way");
    let app = app.answer(Answer::Health(Ok(Health::default())));
    assert!(app.model.stats.health.health.is_some() && !reads_health(&app));
    let mut app = app.tell(Msg::StoreChanged);
    assert!(!reads_health(&app), "one was just read");
    app.now += chrono::TimeDelta::seconds(6);
    let app = app.tell(Msg::Tick);
    assert!(reads_health(&app), "now it is time");
    let effects = |effect: &Effect| matches!(effect, Effect::Read { .. });
    assert_eq!(app.effects.iter().filter(|e| effects(e)).count(), 1);
    let app = app.answer(Answer::Health(Err("broken".into())));
    assert_eq!(app.model.stats.health.error.as_deref(), Some("broken"));
    assert!(
        app.model.stats.health.health.is_some(),
        "the last one stays"
    );
}

/// A UI that shows how the store stands and has just been told.
fn examined(answer: Result<Health, String>) -> App {
    let app = counted();
    let shown = Viewport {
        health: true,
        ..app.model.viewport.clone()
    };
    app.tell(Msg::Drawn(shown)).answer(Answer::Health(answer))
}

#[test]
fn a_change_during_the_pause_is_due_when_it_is_over() {
    let app = examined(Ok(Health::default()));
    assert_eq!(app.model.health_due(), None);
    let mut app = app.tell(Msg::StoreChanged);
    let due = app.model.health_due().expect("somebody wrote");
    assert_eq!(due, app.now + chrono::TimeDelta::seconds(5));
    app.now = due;
    let app = app.tell(Msg::Tick);
    assert!(reads_health(&app));
    assert_eq!(app.model.health_due(), None, "one is under way");
}

#[test]
fn health_that_could_not_be_read_is_tried_again_after_the_pause() {
    let mut app = examined(Err("broken".into()));
    assert!(!reads_health(&app), "not at once");
    app.now = app.model.health_due().expect("it failed");
    let app = app.tell(Msg::Tick);
    assert!(reads_health(&app));
}
