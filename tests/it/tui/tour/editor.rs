//! The editor, and what lies over it.

use lore::{
    domain::{
        change::{Edit, Guard, Target},
        filter::Filter,
        search::Sort,
    },
    service::Lore,
    tui::keymap::Context::{Conflict, Editor, Help, History, Leave, Question, Results},
};

use super::{Tour, first_column};
use crate::tui::pty::Shown;

pub(super) fn visit(tour: &mut Tour) {
    tour.select_the_first_entry();
    tour.goes(Results, "e", Editor);
    tour.goes(Editor, "f1", Help);
    tour.goes(Help, "esc", Editor);
    cursor(tour);
    selection(tour);
    clipboard(tour);
    deletions(tour);
    steps(tour);
    fields(tour);
    tour.goes(Editor, "esc", Results);
    leaving(tour);
    conflicts(tour);
    history(tour);
}

#[expect(clippy::unnecessary_wraps, reason = "a measure may fail")]
fn column(shown: &Shown) -> Option<i32> {
    Some(i32::from(shown.screen().cursor_position().1))
}

/// Rows count more than columns.
#[expect(clippy::unnecessary_wraps, reason = "a measure may fail")]
fn place(shown: &Shown) -> Option<i32> {
    let (row, column) = shown.screen().cursor_position();
    Some(i32::from(row) * 1_000 + i32::from(column))
}

fn cursor(tour: &mut Tour) {
    let further = |before: i32, now: i32| now > before;
    let back = |before: i32, now: i32| now < before;
    tour.press(Editor, "ctrl-home");
    for (on, off) in [
        ("right", "left"),
        ("ctrl-right", "ctrl-left"),
        ("alt-f", "alt-b"),
        ("end", "home"),
        ("ctrl-e", "ctrl-a"),
        ("down", "up"),
        ("pgdn", "pgup"),
        ("ctrl-end", "ctrl-home"),
    ] {
        tour.measures(Editor, on, place, further);
        tour.measures(Editor, off, place, back);
    }
    tour.measures(Editor, "right", column, |before, now| now == before + 1);
    tour.measures(Editor, "left", column, |before, now| now == before - 1);
}

fn selection(tour: &mut Tour) {
    for (from, keys) in [
        (
            "ctrl-home",
            [
                "shift-right",
                "shift-down",
                "shift-pgdn",
                "ctrl-shift-right",
                "shift-end",
                "ctrl-shift-end",
                "alt-a",
            ],
        ),
        (
            "ctrl-end",
            [
                "shift-left",
                "shift-up",
                "shift-pgup",
                "ctrl-shift-left",
                "shift-home",
                "ctrl-shift-home",
                "alt-a",
            ],
        ),
    ] {
        tour.press(Editor, from);
        for key in keys {
            let before = tour.changes(Editor, key);
            tour.restores(Editor, from, &before);
        }
    }
}

/// The first word is copied or cut, and pasted behind the last.
fn clipboard(tour: &mut Tour) {
    for key in ["alt-c", "ctrl-ins"] {
        tour.press(Editor, "ctrl-home");
        tour.changes(Editor, "ctrl-shift-right");
        tour.press(Editor, key);
        tour.press(Editor, "ctrl-end");
        tour.shows(Editor, "ctrl-v", "seven eight nineone");
        tour.hides(Editor, "ctrl-z", "nineone");
    }
    for key in ["ctrl-x", "shift-del"] {
        tour.press(Editor, "ctrl-home");
        tour.changes(Editor, "ctrl-shift-right");
        tour.hides(Editor, key, "one two three");
        tour.shows(Editor, "ctrl-v", "one two three");
        tour.press(Editor, "ctrl-z");
        tour.ui.wait_while("one two three");
        tour.shows(Editor, "ctrl-z", "one two three");
    }
}

fn deletions(tour: &mut Tour) {
    for (from, keys, gone) in [
        (
            "end",
            &["backspace", "shift-backspace", "ctrl-h"][..],
            "two three",
        ),
        (
            "end",
            &["ctrl-w", "alt-backspace", "ctrl-backspace"],
            "two three",
        ),
        ("end", &["ctrl-u"], "one two three"),
        ("home", &["del", "ctrl-d"], "one two"),
        ("home", &["alt-d", "ctrl-del"], "one two"),
        ("home", &["ctrl-k"], "one two three"),
    ] {
        for key in keys {
            tour.press(Editor, "ctrl-home");
            tour.press(Editor, from);
            tour.hides(Editor, key, gone);
            tour.shows(Editor, "ctrl-z", "one two three");
        }
    }
}

fn steps(tour: &mut Tour) {
    tour.press(Editor, "ctrl-home");
    let before = tour.changes(Editor, "enter");
    for redo in ["ctrl-y", "ctrl-r"] {
        tour.shows(Editor, "ctrl-z", "unchanged");
        tour.hides(Editor, redo, "unchanged");
    }
    tour.restores(Editor, "ctrl-z", &before);
    tour.press(Editor, "ctrl-home");
    tour.shows(Editor, "ctrl-t", "  one two three");
    tour.shows(Editor, "ctrl-z", "unchanged");
}

fn fields(tour: &mut Tour) {
    tour.measures(Editor, "tab", place, |before, now| now != before);
    tour.measures(Editor, "shift-tab", place, |before, now| now != before);
}

/// Types into the first entry, before what it begins with.
fn begin(tour: &mut Tour, typed: &str, beginning: &str) {
    tour.ui.wait_for(beginning);
    tour.goes(Results, "e", Editor);
    tour.press(Editor, "ctrl-home");
    let changed = format!("{typed}{beginning}");
    tour.types(typed).ui.wait_for(&changed);
}

fn leaving(tour: &mut Tour) {
    const BEGINNING: &str = " one two";
    begin(tour, "x", "one two");
    tour.goes(Editor, "esc", Leave);
    tour.goes(Leave, "d", Results);
    tour.ui.wait_for(BEGINNING);
    for key in ["s", "enter"] {
        begin(tour, "x", "one two");
        tour.goes(Editor, "esc", Leave);
        tour.shows(Leave, key, "saved");
        tour.ui.wait_for("xone two");
        tour.is_in(Results);
        tour.shows(Results, "u", "1 entry taken back");
        tour.ui.wait_for(BEGINNING);
        tour.ui.wait_while("xone two");
    }
    begin(tour, "y", "one two");
    tour.shows(Editor, "ctrl-s", "saved");
    tour.is_in(Results);
    tour.ui.wait_for("yone two");
    tour.shows(Results, "u", "1 entry taken back");
    tour.ui.wait_while("yone two");
}

/// Two change the same entry, one at its start, one at its end.
fn conflict(tour: &mut Tour, typed: &str, beginning: &str, theirs: &str) {
    begin(tour, typed, beginning);
    tour.on.block_on(async {
        let lore = Lore::open(tour.store.path()).await.unwrap();
        let newest = lore.list(&Filter::default(), Sort::Newest).await.unwrap();
        let entry = newest.page(0, 1).await.unwrap().remove(0);
        let target = Target {
            key: entry.key(),
            guard: Guard::Any,
        };
        let edit = Edit {
            text: Some(format!("{}\n{theirs}", entry.text)),
            ..Edit::default()
        };
        lore.edit(&target, &edit).await.unwrap();
    });
    tour.goes(Editor, "ctrl-s", Conflict);
}

fn conflicts(tour: &mut Tour) {
    for (key, typed, beginning, theirs) in [
        ("e", "a", "one two", "eleven"),
        ("enter", "b", "aone two", "twelve"),
    ] {
        conflict(tour, typed, beginning, theirs);
        let before = tour.changes(Conflict, "tab");
        tour.restores(Conflict, "shift-tab", &before);
        tour.goes(Conflict, key, Editor);
        tour.ui.wait_for(theirs);
        tour.shows(Editor, "ctrl-s", "saved");
        tour.is_in(Results);
    }
    conflict(tour, "c", "baone two", "thirteen");
    tour.shows(Conflict, "m", "saved");
    tour.is_in(Results);
    conflict(tour, "d", "cbaone two", "fourteen");
    tour.goes(Conflict, "t", Question);
    tour.goes(Question, "enter", Results);
    tour.ui.wait_for("fourteen");
}

/// The entry has had several states by now.
fn history(tour: &mut Tour) {
    tour.goes(Results, "H", History);
    tour.ui.wait_for(" states");
    for (on, off) in [("j", "k"), ("down", "up"), ("G", "g"), ("end", "home")] {
        tour.measures(History, on, first_column, |before, now| now > before);
        tour.measures(History, off, first_column, |before, now| now < before);
    }
    for key in ["c", "tab"] {
        let before = tour.changes(History, key);
        tour.restores(History, key, &before);
    }
    tour.measures(History, "G", first_column, |before, now| now > before);
    for key in ["enter", "r"] {
        tour.goes(History, key, Question);
        tour.goes(Question, "esc", History);
    }
    tour.goes(History, "r", Question);
    tour.goes(Question, "enter", History);
    tour.goes(History, "esc", Results);
}
