//! What the palette finds, and in which order.

use super::*;

fn palette(here: Context) -> Palette {
    Palette::new(&Keymap::default(), here, &[])
}

fn names(palette: &Palette) -> Vec<&'static str> {
    palette
        .fitting()
        .map(|command| command.action.name())
        .collect()
}

#[test]
fn every_action_of_the_place_is_offered_once() {
    let keymap = Keymap::default();
    for context in Context::ALL {
        let offered = names(&palette(*context));
        for binding in keymap.actions(*context) {
            let name = binding.action.name();
            let times = offered.iter().filter(|other| **other == name).count();
            assert_eq!(
                times,
                usize::from(name != "palette"),
                "{name} in {context:?}"
            );
        }
    }
}

#[test]
fn panes_offer_what_other_panes_do() {
    let stats = palette(Context::Stats);
    let mark = stats
        .fitting()
        .find(|command| command.action == Action::Mark)
        .unwrap();
    assert_eq!(mark.focus, Some(Focus::Results));
    assert_eq!(mark.keys, "Space");
    let quit = stats
        .fitting()
        .find(|command| command.action == Action::Quit)
        .unwrap();
    assert_eq!(quit.focus, None);
    assert!(!names(&palette(Context::Trash)).contains(&"mark-range"));
}

#[test]
fn letters_find_names_and_words_find_what_is_done() {
    let mut palette = palette(Context::Results);
    for (typed, first) in [
        ("del", "delete"),
        ("mkall", "mark-all"),
        ("near dupl", "duplicates"),
        ("vectors", "make-vectors"),
        ("UNDO", "undo"),
    ] {
        palette.change(|line| line.set_text(typed));
        assert_eq!(names(&palette).first(), Some(&first), "{typed}");
    }
    palette.change(|line| line.set_text("qxqxqx"));
    assert_eq!(palette.fitting().len(), 0);
    assert!(palette.chosen().is_none());
}

#[test]
fn other_words_for_an_action_find_it() {
    for context in [Context::Results, Context::Projects, Context::Stats] {
        let mut palette = palette(context);
        for (typed, first) in [
            ("change type", "bulk-type"),
            ("agent", "bulk-agent"),
            ("move project", "bulk-project"),
            ("export", "bulk-export"),
            ("stats", "go-to-stats"),
            ("restore", "trash"),
            ("reembed", "make-vectors"),
            ("old", "cleanup"),
            ("remove", "delete"),
        ] {
            palette.change(|line| line.set_text(typed));
            assert_eq!(names(&palette).first(), Some(&first), "{typed} {context:?}");
        }
        palette.change(|line| line.set_text("retag"));
        assert_eq!(palette.fitting().len(), 3);
    }
}

#[test]
fn what_the_menu_does_is_done_where_entries_are() {
    let changes_type = |here| {
        let palette = palette(here);
        let mut fitting = palette.fitting();
        let found = fitting.find(|command| command.action.name() == "bulk-type");
        found.map(|command| (command.focus, command.keys.clone()))
    };
    let keys = || "x t".to_owned();
    assert_eq!(changes_type(Context::Detail), Some((None, keys())));
    let elsewhere = changes_type(Context::Stats);
    assert_eq!(elsewhere, Some((Some(Focus::Results), keys())));
    assert_eq!(changes_type(Context::Trash), None);
    let in_menu = changes_type(Context::Bulk);
    assert_eq!(in_menu, Some((None, "t".to_owned())));
}

#[test]
fn what_was_done_last_comes_first() {
    let mut recent = Vec::new();
    for action in [Action::Cleanup, Action::Undo, Action::Cleanup] {
        remember(&mut recent, action);
    }
    let palette = Palette::new(&Keymap::default(), Context::Results, &recent);
    assert_eq!(names(&palette)[..2], ["cleanup", "undo"]);
}
