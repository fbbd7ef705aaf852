//! The recording: search while typing, narrow, delete, take back, clean up.

use std::{fs, time::Duration};

use super::{
    VARIABLE,
    cast::{self, Recorder},
    difference, folder,
    stage::{Shade, Stage, grid},
    svg, writes,
};
use crate::tui::pty::Pty;

const SIZE: (u16, u16) = (120, 32);

/// Seconds between two keys, and those in which to look at what came of them.
const KEY: f64 = 0.09;
const LOOK: f64 = 1.6;

/// Time enough for the program to answer a key while a recording is made.
const ANSWER: Duration = Duration::from_millis(120);
const REST: Duration = Duration::from_millis(1_200);

/// What is done, the keys for it, and a text that shows then.
const STEPS: &[(&str, &[&str], &str)] = &[
    ("open", &[], "600"),
    (
        "search while typing",
        &[
            "/", "w", "h", "y", " ", "p", "o", "s", "t", "g", "r", "e", "s",
        ],
        "MongoDB",
    ),
    (
        "filter",
        &[
            " ", "t", "y", "p", "e", ":", "d", "e", "c", "i", "s", "i", "o", "n",
        ],
        "type:decision",
    ),
    ("to the hits", &["\r"], "Enter read"),
    ("delete", &["d"], "Delete 1 entry"),
    ("yes", &["\r"], "takes it back"),
    ("undo", &["u"], "taken back"),
    ("all again", &["\x1b"], ""),
    ("cleanup", &["c"], "would go"),
];

#[test]
fn the_recording_shows_the_program() {
    let stage = Stage::new();
    let mut ui = stage.lore(Shade::Dark, SIZE.0, SIZE.1);
    let path = folder().join("tour.cast");
    if writes() {
        fs::write(&path, record(&mut ui)).unwrap();
    } else {
        let saved = cast::marked(&fs::read_to_string(&path).unwrap_or_default());
        let marks: Vec<&str> = saved.iter().map(|(name, _)| name.as_str()).collect();
        let steps: Vec<&str> = STEPS.iter().map(|(name, ..)| *name).collect();
        assert_eq!(marks, steps, "{path:?} has other steps");
        for ((name, keys, text), (_, saved)) in STEPS.iter().zip(&saved) {
            for key in *keys {
                ui.keys(key);
            }
            ui.wait_for(text);
            compare(name, &ui, saved);
        }
    }
    ui.keys("\u{3}");
    assert!(ui.ended().0.success());
}

fn record(ui: &mut Pty) -> String {
    let mut recorder = Recorder::new(SIZE.0, SIZE.1, "lore in a minute");
    for (name, keys, text) in STEPS {
        for key in *keys {
            ui.keys(key);
            recorder.frame(KEY, &ui.wait_for_rest(ANSWER));
        }
        ui.wait_for(text);
        recorder.frame(KEY, &ui.wait_for_rest(REST));
        recorder.mark(name);
        recorder.frame(LOOK, &ui.wait_for_rest(ANSWER));
    }
    recorder.finish()
}

fn compare(name: &str, ui: &Pty, saved: &vt100::Screen) {
    let draw = |screen: &vt100::Screen| svg::draw(&grid(screen, Shade::Dark), name);
    let saved = draw(saved);
    let shown = ui.wait_for_screen(|screen| difference::between(&saved, &draw(screen)).is_empty());
    if let Err(screen) = shown {
        panic!(
            "tour.cast, {name}: `{VARIABLE}=write cargo test --release recording` records it anew\n{}",
            difference::between(&saved, &draw(&screen))
        );
    }
}
