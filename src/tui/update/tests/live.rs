//! The store changes while one looks.

use super::app::App;
use crate::{
    domain::stats::Stats,
    service::{After, ReembedReport},
    tui::{effect::Effect, model::Viewport, msg::Msg},
};

#[test]
fn a_change_reloads_everything_once() {
    let app = App::listing(3).tell(Msg::StoreChanged);
    assert!(app.effects.contains(&Effect::LoadProjects));
    assert!(app.effects.contains(&Effect::CountCoverage));
    assert_eq!(app.asks().len(), 1);
}

#[test]
fn changes_do_not_outrun_a_slow_answer() {
    let app = App::listing(3).keys("/a");
    let asked = app.generation();
    let app = app.tell(Msg::StoreChanged).tell(Msg::StoreChanged);
    assert!(app.asks().is_empty());
    let app = app.find_for(asked, &[1], 1);
    assert_eq!(
        app.rows(),
        "e1",
        "the answer counts, although the store changed meanwhile"
    );
    assert_eq!(app.asks().len(), 1, "and is looked up again, once");
    let app = app.find(&[1, 2], 2);
    assert_eq!((app.rows(), app.asks().len()), ("e1 e2".into(), 0));
}

#[test]
fn a_listing_that_changed_behind_a_search_is_read_again() {
    let app = App::hits("re", &[1], 1)
        .tell(Msg::StoreChanged)
        .find(&[1], 1);
    let app = app.key(crate::tui::keymap::Key::ESC);
    assert_eq!(app.rows(), "e0 e1 e2 e3 e4", "the old one shows at once");
    assert_eq!(app.asks().len(), 1);
}

#[test]
fn stats_follow_the_filter_and_the_store() {
    let app = App::listing(3);
    let generation = app.model.stats.generation;
    let app = app.tell(Msg::StoreChanged);
    let counts = |app: &App| {
        app.effects
            .iter()
            .any(|effect| matches!(effect, Effect::CountStats { .. }))
    };
    assert!(!counts(&app), "some are being counted");
    let app = app.tell(Msg::Stats {
        generation,
        answer: Ok(Stats::default()),
    });
    assert!(counts(&app), "and the change is counted after them");
    let app = app.keys("/x");
    assert!(!counts(&app), "words do not change what is counted");
    let app = app.keys(" type:issue");
    assert!(counts(&app));
    let app = app.tell(Msg::Stats {
        generation,
        answer: Err("late".into()),
    });
    assert!(app.model.stats.error.is_none() && app.model.stats.loading);
}

#[test]
fn hidden_stats_are_not_counted() {
    let hidden = Viewport {
        results: 10,
        ..Viewport::default()
    };
    let app = App::listing(3)
        .tell(Msg::Drawn(hidden))
        .tell(Msg::StoreChanged)
        .keys("/type:issue");
    assert!(
        !app.effects
            .iter()
            .any(|effect| matches!(effect, Effect::CountStats { .. }))
    );
}

#[test]
fn notices_leave_when_their_time_is_over() {
    let mut app = App::listing(3).keys("y");
    assert!(app.model.notices.current().is_some());
    app = app.tell(Msg::Tick);
    assert!(app.model.notices.current().is_some());
    app.now += chrono::TimeDelta::seconds(6);
    assert!(app.tell(Msg::Tick).model.notices.current().is_none());
}

#[test]
fn the_store_is_kept_up_after_searches_and_never_at_opening() {
    let keeps_up = |app: &App| {
        let mut effects = app.effects.iter();
        effects.any(|effect| matches!(effect, Effect::KeepUp(_)))
    };
    let app = App::new();
    assert!(!keeps_up(&app));
    let app = App::listing(3).tell(Msg::StoreChanged);
    assert!(!keeps_up(&app), "who only looks writes nothing");
    let app = App::listing(3).keys("/re").find(&[1], 1);
    assert!(app.effects.contains(&Effect::KeepUp(After::Search)));
    assert!(!keeps_up(&app.tell(Msg::StoreChanged)));
}

#[test]
fn indexes_wait_for_vectors_being_made() {
    let app = App::hits("re", &[1], 1).coverage(3, 1);
    let app = app.keys("R").special(crossterm::event::KeyCode::Enter);
    assert!(app.effects.contains(&Effect::Reembed));
    let app = app.find(&[1], 1);
    assert!(!app.effects.contains(&Effect::KeepUp(After::Search)));
    let app = app.tell(Msg::ReembedEnded(Ok(ReembedReport::default())));
    assert!(app.effects.contains(&Effect::KeepUp(After::Write)));
}
