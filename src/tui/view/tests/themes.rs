//! Other themes, fewer colours, other characters.

use std::sync::Arc;

use super::{FOCUSES, SIZES, models, render, screen, screen_in};
use crate::{
    config::{ThemeSetting, theme::Themes},
    tui::{
        glyphs::Glyphs,
        keymap::Context,
        model::{Help, Look, Model, Overlay, Sight, ThemePicker},
        styles::Depth,
    },
};

fn named(name: &str) -> ThemeSetting {
    ThemeSetting::Named(name.to_owned())
}

fn look(theme: &str, sight: Sight) -> Look {
    Look::new(Arc::new(Themes::embedded()), named(theme), sight)
}

fn at(depth: Depth) -> Sight {
    Sight {
        depth,
        ..Sight::default()
    }
}

fn drawn(model: &Model, size: (u16, u16)) -> String {
    render::render(&screen_in(model, model.look.styles(), size).0)
}

#[test]
fn four_panes_in_other_looks() {
    for (name, look) in [
        ("light", look("lore-light", Sight::default())),
        ("sixteen", look("lore-dark", at(Depth::Sixteen))),
        ("sixteen_light", look("lore-light", at(Depth::Sixteen))),
        ("colourless", look("lore-dark", at(Depth::None))),
    ] {
        let mut model = models::searched();
        model.look = look;
        insta::assert_snapshot!(format!("panes_{name}"), drawn(&model, (160, 48)));
    }
}

#[test]
fn ones_own_themes_tell_how_light_they_are_and_why_they_are_missing() {
    let folder = tempfile::tempdir().unwrap();
    let themes = folder.path().join("lore/themes");
    std::fs::create_dir_all(&themes).unwrap();
    for (name, text) in [
        ("mine", "inherits = \"lore-light\"\n"),
        ("night", "inherits = \"nord\"\n"),
        ("broken", "[colors]\ntext = 3\n"),
    ] {
        std::fs::write(themes.join(name).with_extension("toml"), text).unwrap();
    }
    let mut model = models::full();
    let themes = Arc::new(Themes::load(Some(folder.path())));
    model.look = Look::new(themes, named("nord"), Sight::default());
    let picker = ThemePicker::new(&model.look);
    model.overlays = vec![Overlay::Themes(picker)];
    let shown = drawn(&model, (160, 48));
    for told in ["yours, light", "yours, dark", "left out: "] {
        assert!(shown.contains(told), "{shown}");
    }
}

#[test]
fn themes_to_choose() {
    let mut model = models::full();
    model.look = look("nord", Sight::default());
    let picker = ThemePicker::new(&model.look);
    model.overlays = vec![Overlay::Themes(picker)];
    for (width, height) in SIZES {
        let screen = drawn(&model, (width, height));
        insta::assert_snapshot!(format!("themes_{width}x{height}"), screen);
    }
}

#[test]
fn themes_to_choose_without_colours() {
    let mut model = models::full();
    model.look = look("nord", at(Depth::None));
    model.overlays = vec![Overlay::Themes(ThemePicker::new(&model.look))];
    let screen = drawn(&model, (80, 24));
    assert!(screen.contains("no colours"), "{screen}");
}

#[test]
fn the_screen_on_a_console() {
    let mut model = models::searched();
    model.look = look(
        "lore-dark",
        Sight {
            depth: Depth::Sixteen,
            glyphs: Glyphs::Console,
            is_light: false,
        },
    );
    insta::assert_snapshot!("console", drawn(&model, (80, 24)));
}

/// Models that together show what is drawn of lines, bars and marks.
fn shown() -> Vec<Model> {
    let mut all = vec![models::loading(), models::empty(), models::failed()];
    for (_, focus) in FOCUSES {
        let mut model = models::full();
        model.focus = focus;
        all.push(model);
        let mut model = models::searched();
        model.focus = focus;
        model.results.searching = true;
        all.push(model);
    }
    let mut helped = models::full();
    helped.overlays = vec![Overlay::Help(Help::new(Context::Results))];
    all.push(helped);
    all
}

#[test]
fn in_ascii_nothing_else_is_drawn() {
    for mut model in shown() {
        let sight = Sight {
            glyphs: Glyphs::Ascii,
            ..Sight::default()
        };
        for size in SIZES {
            let full = screen(&model, size);
            model.look = look("lore-dark", sight);
            let ascii = screen(&model, size);
            for (at, (full, ascii)) in full.content.iter().zip(&ascii.content).enumerate() {
                assert!(ascii.symbol().is_ascii(), "{} at {at}", ascii.symbol());
                // Lines, bars and marks of the program itself all have a counterpart.
                let own = "─│╭╮╰╯━┃╷╸▌●○›…·▸▾▁▂▃▄▅▆▇█";
                if own.contains(full.symbol()) && full.symbol() != " " {
                    assert_ne!(ascii.symbol(), "?", "{}", full.symbol());
                }
            }
            model.look = Look::default();
        }
    }
}

#[test]
fn too_small_a_console_is_told_in_its_characters() {
    let mut model = models::full();
    model.look = look(
        "lore-dark",
        Sight {
            glyphs: Glyphs::Ascii,
            ..Sight::default()
        },
    );
    let screen = screen(&model, (20, 5));
    assert!(screen.content.iter().all(|cell| cell.symbol().is_ascii()));
}

#[test]
fn all_themes_draw_every_state() {
    let themes = Themes::embedded();
    for theme in themes.all() {
        let mut model = models::searched();
        model.look = look(&theme.name, Sight::default());
        let screen = screen_in(&model, model.look.styles(), (160, 48)).0;
        // What covers nothing else shows the theme's own background.
        let base = model.look.styles().base.bg;
        assert_eq!(screen[(0, 0)].style().bg, base, "{}", theme.name);
    }
}
