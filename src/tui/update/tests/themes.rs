//! Themes tried on, kept and given up.

use crossterm::event::KeyCode;

use super::app::App;
use crate::{
    config::ThemeSetting,
    tui::model::{Overlay, ThemePicker},
};

fn picker(app: &App) -> &ThemePicker {
    match app.model.overlays.last() {
        Some(Overlay::Themes(picker)) => picker,
        other => panic!("{other:?}"),
    }
}

fn theme(app: &App) -> &str {
    &app.model.look.theme().unwrap().name
}

#[test]
fn moving_tries_themes_on_and_esc_gives_them_up() {
    let app = App::listing(3);
    let before = app.model.look.styles().clone();
    let app = app.keys("t");
    assert_eq!(picker(&app).scroll.cursor, 0);
    assert!(matches!(picker(&app).choices[0], ThemeSetting::Auto { .. }));
    let app = app.keys("jj");
    let tried = theme(&app).to_owned();
    assert_eq!(
        picker(&app).selected(),
        Some(&ThemeSetting::Named(tried.clone()))
    );
    assert_ne!(*app.model.look.styles(), before);
    assert_eq!(app.model.everywhere.theme, None);
    let app = app.special(KeyCode::Esc);
    assert!(app.model.overlays.is_empty());
    assert_eq!(*app.model.look.styles(), before);
    assert_eq!(app.model.everywhere.theme, None);
}

#[test]
fn the_letter_that_quits_only_closes_the_picker() {
    let app = App::listing(3);
    let before = app.model.look.styles().clone();
    let app = app.keys("tjjq");
    assert!(app.model.overlays.is_empty() && !app.model.quitting);
    assert_eq!(*app.model.look.styles(), before);
}

#[test]
fn enter_keeps_a_theme_for_the_next_run_too() {
    let app = App::listing(3).keys("tjj").special(KeyCode::Enter);
    let kept = theme(&app).to_owned();
    assert!(app.model.overlays.is_empty());
    assert_eq!(app.model.state().everywhere.theme.as_ref(), Some(&kept));
    let told = app.model.notices.current().unwrap();
    assert_eq!(told.text, format!("theme: {kept}"));
    // It opens on what is in use.
    let app = app.keys("t");
    assert_eq!(picker(&app).selected(), Some(&ThemeSetting::Named(kept)));
    let app = app.keys("g").special(KeyCode::Enter);
    assert_eq!(theme(&app), "lore-dark");
    assert_eq!(app.model.everywhere.theme.as_deref(), Some("auto"));
}
