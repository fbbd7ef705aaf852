//! Pictures of the real program on the sample store: `LORE_PICTURES=write cargo test --release
//! pictures` makes them, and without the variable they are compared with what the program shows.

mod cast;
mod difference;
mod grid;
mod recording;
mod shapes;
mod stage;
mod svg;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use self::stage::{Shade, Stage};
use crate::tui::pty::Pty;

/// Asks for new pictures.
const VARIABLE: &str = "LORE_PICTURES";

/// Who makes a picture waits until the screen stands still for so long.
const REST: Duration = Duration::from_millis(1_500);

/// A picture, and how to come to what it shows.
struct Picture {
    name: &'static str,
    title: &'static str,
    shade: Shade,
    size: (u16, u16),
    /// What to press, each with a text that shows when it is done.
    steps: &'static [(&'static str, &'static str)],
}

const ENTER: &str = "\r";

const WIDE: (u16, u16) = (132, 40);

const SEARCH: [(&str, &str); 2] = [("", "600"), ("/how do services check a token", "RS256")];

const PICTURES: &[Picture] = &[
    Picture {
        name: "first-sight",
        title: "lore, just opened",
        shade: Shade::Dark,
        size: WIDE,
        steps: &[("", "600")],
    },
    Picture {
        name: "search",
        title: "search by meaning, with every key",
        shade: Shade::Dark,
        size: WIDE,
        steps: &SEARCH,
    },
    Picture {
        name: "light",
        title: "the same on a light terminal",
        shade: Shade::Light,
        size: WIDE,
        steps: &SEARCH,
    },
    Picture {
        name: "edit",
        title: "an entry being edited",
        shade: Shade::Dark,
        size: (100, 20),
        steps: &[
            ("", "600"),
            // The answer to all that is typed: earlier ones may have another entry on top.
            ("/rate limit", "words and meaning 0.93"),
            (ENTER, "e edit"),
            ("e", "Ctrl-S"),
            ("Partners: ", "changed"),
        ],
    },
    Picture {
        name: "cleanup",
        title: "what a cleanup by age would take",
        shade: Shade::Dark,
        size: WIDE,
        steps: &[("", "600"), ("c", "would go")],
    },
    Picture {
        name: "duplicates",
        title: "entries that say nearly the same",
        shade: Shade::Dark,
        size: WIDE,
        // The fourth group differs in a number.
        steps: &[("", "600"), ("D", "1 of "), ("jjj", "are retried")],
    },
    Picture {
        name: "stats",
        title: "what the store is made of",
        shade: Shade::Dark,
        size: WIDE,
        steps: &[("", "600"), ("\t\tz", "Stats")],
    },
    Picture {
        name: "themes",
        title: "themes, each shown as it is chosen",
        shade: Shade::Dark,
        size: (110, 30),
        steps: &[("", "600"), ("t", "Theme"), ("jjj", "")],
    },
    Picture {
        name: "palette",
        title: "every action by name",
        shade: Shade::Dark,
        size: (110, 30),
        steps: &[("", "600"), (":change", "change the type")],
    },
    Picture {
        name: "help",
        title: "every key",
        shade: Shade::Dark,
        size: WIDE,
        steps: &[("", "600"), ("?", "the journal of changes")],
    },
    Picture {
        name: "narrow",
        title: "one pane at a time where there is little room",
        shade: Shade::Dark,
        size: (48, 22),
        steps: &[("", "600"), ("/refund", "refund"), (ENTER, "")],
    },
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots")
}

fn writes() -> bool {
    std::env::var_os(VARIABLE).is_some_and(|value| value == "write")
}

#[test]
fn pictures_show_the_program() {
    let stage = Stage::new();
    let wrong: Vec<String> = PICTURES
        .iter()
        .filter_map(|picture| {
            let ui = stage.lore(picture.shade, picture.size.0, picture.size.1);
            let difference = take(picture, ui);
            difference.map(|told| format!("{}.svg:\n{told}", picture.name))
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "the program does not look as in `screenshots`; `{VARIABLE}=write cargo test --release pictures` \
         makes new pictures\n{}",
        wrong.join("\n")
    );
}

/// Takes a picture, or tells how the screen differs from the one that is there.
fn take(picture: &Picture, mut ui: Pty) -> Option<String> {
    for (keys, text) in picture.steps {
        ui.keys(keys);
        ui.wait_for(text);
    }
    let path = folder().join(picture.name).with_extension("svg");
    let draw =
        |screen: &vt100::Screen| svg::draw(&stage::grid(screen, picture.shade), picture.title);
    let difference = if writes() {
        fs::write(&path, draw(&ui.wait_for_rest(REST))).unwrap();
        None
    } else {
        let saved = fs::read_to_string(&path).unwrap_or_default();
        // What is still to come may make it right.
        let shown =
            ui.wait_for_screen(|screen| difference::between(&saved, &draw(screen)).is_empty());
        shown
            .err()
            .map(|screen| difference::between(&saved, &draw(&screen)))
    };
    // Keys may mean anything by now.
    ui.signal("TERM");
    assert!(ui.ended().0.success());
    difference
}
