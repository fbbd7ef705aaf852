//! The stats with all the room there is, and what the cursor does to them.

use std::sync::Arc;

use ratatui::layout::Rect;

use super::{SIZES, check, models, render, screen, screen_in, styles};
use crate::{
    domain::calendar::Unit,
    tui::{
        model::{
            Focus, Model, Target,
            stats::{Bar, List},
        },
        styles::Styles,
    },
};

/// The stats alone on the screen.
fn zoomed(mut model: Model) -> Model {
    model.focus = Focus::Stats;
    model.zoomed = true;
    model
}

#[test]
fn the_dashboard() {
    check("charts_full", &zoomed(models::full()));
    check("charts_loading", &zoomed(models::loading()));
    check("charts_empty", &zoomed(models::empty()));
    check("charts_failed", &zoomed(models::failed()));
}

#[test]
fn a_bar_under_the_cursor() {
    let mut model = zoomed(models::full());
    model.stats.cursor = Some(Bar::Value(List::Agents, "qa".to_owned()));
    model.stats.unit = Some(Unit::Month);
    check("charts_cursor", &model);
}

#[test]
fn days_that_do_not_fit_show_the_last_ones() {
    let mut model = zoomed(models::full());
    model.stats.unit = Some(Unit::Day);
    let drawn = render::render(&screen(&model, (80, 24)));
    assert!(drawn.contains("Per day"), "{drawn}");
    model.stats.cursor = Some(Bar::Time("2026-02-03".parse().unwrap()));
    let drawn = render::render(&screen(&model, (80, 24)));
    assert!(drawn.contains("Tue 2026-02-03"), "{drawn}");
}

#[test]
fn health_that_is_read_or_cannot_be_is_told() {
    let mut model = zoomed(models::full());
    model.stats.health.health = None;
    let drawn = |model: &Model| render::render(&screen(model, (160, 48)));
    assert!(drawn(&model).contains("reading…"));
    model.stats.health.error = Some("the disk is on fire".to_owned());
    assert!(drawn(&model).contains("the disk is on fire"));
}

#[test]
fn what_is_counted_is_told() {
    let mut model = zoomed(models::searched());
    model.stats.filter = Some(model.filter());
    let drawn = |model: &Model| render::render(&screen(model, (80, 24)));
    let told = "all entries, whatever the words find";
    assert!(drawn(&model).contains(told), "{}", drawn(&model));
    model.search_box.change(models::now(), |line| {
        line.set_text("type:decision");
    });
    model.stats.filter = Some(model.filter());
    assert!(drawn(&model).contains(" type:decision "));
}

#[test]
fn without_colours_bars_have_no_holes() {
    let model = zoomed(models::full());
    let plain = render::render(&screen_in(&model, &Styles::plain(), (80, 24)).0);
    insta::assert_snapshot!("charts_plain", plain);
}

#[test]
fn every_bar_that_shows_takes_clicks() {
    for size in SIZES {
        let model = zoomed(models::full());
        let (_, viewport) = screen_in(&model, &styles(), size);
        let bars = |area: Rect| {
            area.positions()
                .filter(|at| {
                    let hit = viewport.hits.at(*at).next();
                    hit.is_some_and(|hit| matches!(hit.target, Target::Bar(_)))
                })
                .count()
        };
        let whole = Rect::new(0, 0, size.0, size.1);
        assert!(bars(whole) > 3, "{size:?}");
    }
}

#[test]
fn a_store_of_one_day_and_one_entry_has_charts() {
    let mut model = zoomed(models::full());
    if let Some(stats) = &mut model.stats.stats {
        let stats = Arc::make_mut(stats);
        stats.total = 1;
        stats.by_day.truncate(1);
        stats.by_kind.truncate(1);
        stats.by_agent.truncate(1);
        stats.by_project.truncate(1);
        stats.by_repository.truncate(1);
    }
    for size in SIZES {
        let drawn = render::render(&screen(&model, size));
        assert!(drawn.contains("Per day"), "{drawn}");
    }
}
