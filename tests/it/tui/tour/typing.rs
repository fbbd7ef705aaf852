//! Lines that are typed.

use lore::tui::keymap::Context::{Bulk, Completion, Results, SearchBox, ValuePrompt};

use super::{Tour, rows, selected};
use crate::tui::pty::Shown;

/// What is typed.
const LINE: &str = "alpha beta";

pub(super) fn visit(tour: &mut Tour) {
    tour.goes(Results, "/", SearchBox);
    below(tour);
    tour.types(LINE).ui.wait_for(&shown_as(LINE));
    cursor(tour);
    deletions(tour);
    tour.goes(SearchBox, "enter", Results);
    tour.hides(Results, "esc", LINE);
    earlier(tour);
    completion(tour);
    prompt(tour);
}

fn shown_as(line: &str) -> String {
    format!("› {line} ")
}

/// The list below the line.
fn below(tour: &mut Tour) {
    for (on, off) in [("down", "up"), ("pgdn", "pgup")] {
        tour.measures(SearchBox, on, selected, |before, now| now > before);
        tour.measures(SearchBox, off, selected, |before, now| now < before);
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a measure may fail")]
fn column(shown: &Shown) -> Option<i32> {
    Some(i32::from(shown.screen().cursor_position().1))
}

fn cursor(tour: &mut Tour) {
    let moved = |by: i32| move |before: i32, now: i32| now - before == by;
    let all = i32::try_from(LINE.len()).unwrap();
    for (key, by) in [
        ("left", -1),
        ("right", 1),
        ("ctrl-left", -4),
        ("end", 4),
        ("alt-b", -4),
        ("ctrl-e", 4),
        ("home", -all),
        ("end", all),
        ("ctrl-a", -all),
    ] {
        tour.measures(SearchBox, key, column, moved(by));
    }
    for key in ["ctrl-right", "alt-f"] {
        tour.measures(SearchBox, key, column, |before, now| now > before + 3);
        tour.measures(SearchBox, "home", column, |before, now| now < before);
    }
    tour.measures(SearchBox, "end", column, moved(all));
}

fn deletions(tour: &mut Tour) {
    for (go, keys, left) in [
        ("end", &["backspace"][..], "alpha bet"),
        (
            "end",
            &["ctrl-w", "alt-backspace", "ctrl-backspace"],
            "alpha",
        ),
        ("home", &["del"], "lpha beta"),
        ("home", &["ctrl-k"], ""),
        ("end", &["ctrl-u"], ""),
    ] {
        for key in keys {
            tour.press(SearchBox, go);
            tour.until(SearchBox, key, left, |shown| has_line(shown, left));
            tour.press(SearchBox, "end");
            tour.press(SearchBox, "ctrl-u");
            tour.ui
                .wait_until("an empty line", |shown| has_line(shown, ""));
            tour.types(LINE)
                .ui
                .wait_until("the line", |shown| has_line(shown, LINE));
        }
    }
}

/// Whether the line of the search box says this; empty, it shows an example.
fn has_line(shown: &Shown, line: &str) -> bool {
    rows(shown).iter().any(|row| {
        row.rsplit_once("│ › ").is_some_and(|(_, rest)| {
            let typed = rest.split('│').next().unwrap_or_default().trim_end();
            typed == line
                || (line.is_empty() && !typed.contains("alpha") && !typed.contains("beta"))
        })
    })
}

/// Searches of before.
fn earlier(tour: &mut Tour) {
    tour.goes(Results, "/", SearchBox);
    tour.shows(SearchBox, "ctrl-p", &shown_as(LINE));
    tour.hides(SearchBox, "ctrl-n", LINE);
    tour.goes(SearchBox, "esc", Results);
}

/// What the box offers.
fn completion(tour: &mut Tour) {
    tour.goes(Results, "/", SearchBox);
    tour.types("type:");
    tour.is_in(Completion);
    for (next, before) in [("down", "up"), ("ctrl-n", "ctrl-p")] {
        tour.changes(Completion, next);
        tour.changes(Completion, before);
    }
    tour.hides(Completion, "tab", &shown_as("type:"));
    tour.press(SearchBox, "ctrl-u");
    tour.types("type:dec");
    tour.is_in(Completion);
    tour.goes(Completion, "enter", Results);
    tour.hides(Results, "esc", "type:dec ");
}

fn prompt(tour: &mut Tour) {
    tour.goes(Results, "x", Bulk);
    tour.goes(Bulk, "t", ValuePrompt);
    tour.types("patt").ui.wait_for(&shown_as("patt"));
    tour.shows(ValuePrompt, "tab", &shown_as("pattern"));
    tour.shows(ValuePrompt, "enter", "1 entry changed");
    tour.is_in(Results);
    tour.shows(Results, "u", "1 entry taken back");
}
