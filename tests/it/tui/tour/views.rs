//! The views over the panes.

use lore::tui::keymap::Context::{
    Bulk, CleanupReview, CleanupRules, Duplicates, Editor, Help, History, Log, Palette, Prompt,
    Question, Results, Secrets, Themes, Trash, ValuePrompt,
};

use super::{TOKEN, Tour, first_column, mark};

pub(super) fn visit(tour: &mut Tour) {
    bulk(tour);
    cleanup(tour);
    duplicates(tour);
    secrets(tour);
    masked_history(tour);
    trash(tour);
    log(tour);
    themes(tour);
}

/// The theme under the cursor shows at once, and stays when it is chosen.
fn themes(tour: &mut Tour) {
    tour.goes(Results, "t", Themes);
    let before = tour.changes(Themes, "j");
    tour.restores(Themes, "k", &before);
    let colours = tour.changes(Themes, "j");
    tour.goes(Themes, "enter", Results);
    tour.goes(Results, "t", Themes);
    assert_ne!(tour.body(), colours, "another theme");
    tour.goes(Themes, "q", Results);
}

fn bulk(tour: &mut Tour) {
    tour.goes(Results, "x", Bulk);
    tour.goes(Bulk, "q", Results);
    tour.goes(Results, "x", Bulk);
    tour.moves(Bulk, mark(45..60));
    tour.goes(Bulk, "enter", Question);
    tour.goes(Question, "esc", Results);
    for (key, to) in [
        ("d", Question),
        ("t", ValuePrompt),
        ("a", ValuePrompt),
        ("p", ValuePrompt),
        ("e", Prompt),
        ("P", Prompt),
    ] {
        tour.goes(Results, "x", Bulk);
        tour.goes(Bulk, key, to);
        tour.goes(to, "esc", Results);
    }
    tour.shows(Results, "space", "1 marked");
    tour.goes(Results, "x", Bulk);
    tour.hides(Bulk, "c", "marked");
    tour.is_in(Results);
}

fn cleanup(tour: &mut Tour) {
    tour.goes(Results, "c", CleanupRules);
    tour.goes(CleanupRules, "f1", Help);
    tour.goes(Help, "esc", CleanupRules);
    tour.press(CleanupRules, "ctrl-u");
    tour.types("0h").ui.wait_for("22 entries would go");
    tour.measures(CleanupRules, "tab", first_column, |before, now| {
        now > before
    });
    tour.measures(CleanupRules, "shift-tab", first_column, |before, now| {
        now < before
    });
    tour.goes(CleanupRules, "enter", CleanupReview);
    tour.shows(CleanupReview, "space", "1 taken out");
    tour.hides(CleanupReview, "space", "taken out");
    tour.moves(CleanupReview, first_column);
    // The newest but one has a long text with a credential in it.
    tour.measures(CleanupReview, "G", first_column, |before, now| now > before);
    tour.measures(CleanupReview, "k", first_column, |before, now| now < before);
    preview(tour, CleanupReview);
    tour.shows(CleanupReview, "v", TOKEN);
    tour.hides(CleanupReview, "v", TOKEN);
    tour.goes(CleanupReview, "w", Prompt);
    tour.goes(Prompt, "esc", CleanupReview);
    tour.goes(CleanupReview, "enter", Question);
    tour.goes(Question, "n", CleanupReview);
    tour.goes(CleanupReview, "esc", CleanupRules);
    tour.goes(CleanupRules, "esc", Results);
}

/// The text beside a list, down and up.
fn preview(tour: &mut Tour, place: lore::tui::keymap::Context) {
    let before = tour.changes(place, "J");
    tour.restores(place, "K", &before);
}

fn duplicates(tour: &mut Tour) {
    tour.goes(Results, "D", Duplicates);
    tour.ui.wait_for("of 2 groups");
    tour.moves(Duplicates, first_column);
    for (on, off) in [("right", "left"), ("l", "h")] {
        tour.shows(Duplicates, on, "▌right");
        tour.shows(Duplicates, off, "▌left");
    }
    tour.ui.wait_for("Step 1 of many");
    preview(tour, Duplicates);
    tour.shows(Duplicates, "v", TOKEN);
    tour.hides(Duplicates, "v", TOKEN);
    let before = tour.changes(Duplicates, "x");
    tour.restores(Duplicates, "x", &before);
    tour.goes(Duplicates, "P", Prompt);
    tour.goes(Prompt, "esc", Duplicates);
    for key in ["+", "="] {
        tour.hides(Duplicates, key, "from 0.92 on");
        tour.shows(Duplicates, "-", "from 0.92 on");
    }
    for key in ["enter", "space"] {
        tour.goes(Duplicates, key, Question);
        tour.goes(Question, "esc", Duplicates);
    }
    tour.shows(Duplicates, "n", "of 1 group");
    tour.goes(Duplicates, "esc", Results);
}

fn secrets(tour: &mut Tour) {
    tour.goes(Results, "S", Secrets);
    tour.ui.wait_for("Step 1 of many");
    tour.moves(Secrets, first_column);
    tour.shows(Secrets, "v", TOKEN);
    tour.hides(Secrets, "v", TOKEN);
    preview(tour, Secrets);
    tour.shows(Secrets, "y", "copied");
    tour.goes(Secrets, "P", Prompt);
    tour.goes(Prompt, "esc", Secrets);
    tour.goes(Secrets, "e", Editor);
    tour.goes(Editor, "esc", Secrets);
    tour.goes(Secrets, "d", Question);
    tour.shows(Question, "enter", "1 entry deleted");
    tour.is_in(Secrets);
    tour.goes(Secrets, "esc", Results);
    tour.shows(Results, "u", "1 entry taken back");
}

/// An entry with a credential in it, and what it said before.
fn masked_history(tour: &mut Tour) {
    tour.select_the_first_entry();
    tour.press(Results, "j");
    tour.goes(Results, "H", History);
    tour.ui.wait_for("with ghp_");
    tour.shows(History, "v", TOKEN);
    tour.hides(History, "v", TOKEN);
    tour.goes(History, "esc", Results);
}

fn trash(tour: &mut Tour) {
    // Two entries with long texts.
    tour.select_the_first_entry();
    tour.press(Results, "j");
    tour.press(Results, "space");
    tour.shows(Results, "space", "2 marked");
    tour.goes(Results, "d", Question);
    tour.shows(Question, "y", "2 entries deleted");
    tour.is_in(Results);
    tour.goes(Results, "T", Trash);
    tour.ui.wait_for("2 entries");
    tour.ui.wait_for("Step 1 of many");
    tour.moves(Trash, first_column);
    preview(tour, Trash);
    tour.shows(Trash, "space", "1 marked");
    tour.shows(Trash, "A", "2 marked");
    tour.hides(Trash, "ctrl-u", "marked");
    tour.goes(Trash, "P", Prompt);
    tour.goes(Prompt, "esc", Trash);
    tour.goes(Trash, "X", Question);
    tour.goes(Question, "esc", Trash);
    let (one, none) = ("─ 1 entry ─", "The trash is empty");
    tour.shows(Trash, "r", one);
    tour.shows(Trash, "enter", none);
    tour.shows(Trash, "u", one);
    tour.shows(Trash, "ctrl-r", none);
    tour.goes(Trash, ":", Palette);
    tour.goes(Palette, "esc", Trash);
    tour.goes(Trash, "esc", Results);
}

fn log(tour: &mut Tour) {
    tour.goes(Results, "L", Log);
    tour.ui.wait_for("via tui");
    tour.moves(Log, first_column);
    tour.shows(Log, "enter", "─ The change ─");
    tour.hides(Log, "enter", "─ The change ─");
    tour.goes(Log, "esc", Results);
}
