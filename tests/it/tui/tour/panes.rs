//! The four panes.

use lore::tui::keymap::Context::{
    Bulk, CleanupRules, Detail, Duplicates, Editor, Help, History, Log, Palette, ProjectFilter,
    Projects, Prompt, Question, Results, SearchBox, Secrets, Stats, Trash,
};

use super::{TOKEN, Tour, corners, first_column, rows, selected, trace};

pub(super) fn visit(tour: &mut Tour) {
    around(tour);
    lists(tour);
    looks(tour);
    marks(tour);
    entry(tour);
    views(tour);
    help_and_palette(tour);
    projects(tour);
    stats(tour);
    detail(tour);
}

fn around(tour: &mut Tour) {
    for (from, to) in [
        (Results, Detail),
        (Detail, Stats),
        (Stats, Projects),
        (Projects, Results),
    ] {
        tour.goes(from, "tab", to);
    }
    for (from, to) in [
        (Results, Projects),
        (Projects, Stats),
        (Stats, Detail),
        (Detail, Results),
    ] {
        tour.goes(from, "shift-tab", to);
    }
    tour.goes(Results, "enter", Detail);
    tour.goes(Detail, "esc", Results);
    tour.goes(Results, "/", SearchBox);
    tour.goes(SearchBox, "tab", Results);
    tour.goes(Results, "/", SearchBox);
    tour.goes(SearchBox, "shift-tab", Projects);
    tour.goes(Projects, "esc", Results);
}

fn lists(tour: &mut Tour) {
    tour.moves(Results, selected);
    tour.measures(Results, "j", selected, |_, now| now == 2);
    tour.goes(Results, "enter", Detail);
    tour.scrolls(Detail);
    tour.goes(Detail, "esc", Results);
}

/// How the screen is arranged, and what is listed in which order.
fn looks(tour: &mut Tour) {
    // Alone on the screen, a pane stands below tabs.
    tour.shows(Results, "z", "Projects  Results  Detail");
    tour.hides(Results, "z", "Projects  Results  Detail");
    tour.goes(Results, "tab", Detail);
    for keys in [[">", "<"], ["+", "-"]] {
        let before = tour.ui.look(corners);
        tour.changes(Detail, keys[0]);
        tour.changes(Detail, keys[1]);
        tour.changes(Detail, keys[1]);
        tour.until(Detail, "=", "the sizes of before", |shown| {
            corners(shown) == before
        });
    }
    tour.goes(Detail, "shift-tab", Results);
    for told in ["the mouse is the terminal's", "lore takes the mouse"] {
        tour.shows(Results, "M", told);
    }
    for mode in ["semantic", "keyword", "fuzzy", "hybrid"] {
        tour.until(Results, "m", mode, |shown| rows(shown)[0].contains(mode));
    }
    tour.shows(Results, "s", "oldest first");
    tour.shows(Results, "s", "newest first");
    tour.select_the_first_entry();
    // Without a shell that controls jobs the program comes back at once.
    tour.until(Results, "ctrl-z", "the shell's screen", |shown| {
        !shown.screen().alternate_screen()
    });
    tour.ui
        .wait_until("the program", |shown| shown.screen().alternate_screen());
    tour.is_in(Results);
    tour.goes(Results, "R", Question);
    tour.goes(Question, "n", Results);
}

fn marks(tour: &mut Tour) {
    tour.shows(Results, "space", "● 1 marked");
    tour.hides(Results, "ctrl-u", "marked");
    tour.select_the_first_entry();
    tour.press(Results, "V");
    tour.measures(Results, "j", selected, |before, now| now > before);
    tour.shows(Results, "V", "● 2 marked");
    tour.shows(Results, "I", "● 20 marked");
    tour.shows(Results, "A", "● 22 marked");
    tour.goes(Results, "x", Bulk);
    tour.goes(Bulk, "c", Results);
    tour.ui.wait_while("marked");
    tour.select_the_first_entry();
}

/// What is done to the selected entry.
fn entry(tour: &mut Tour) {
    tour.goes(Results, "e", Editor);
    tour.goes(Editor, "esc", Results);
    tour.press(Results, "E");
    tour.ui
        .wait_until("the editor", |_| trace(tour.home.path()).exists());
    tour.is_in(Results);
    tour.goes(Results, "H", History);
    tour.goes(History, "esc", Results);
    tour.goes(Results, "P", Prompt);
    tour.goes(Prompt, "esc", Results);
    tour.shows(Results, "y", "copied");
    tour.measures(Results, "j", selected, |_, now| now == 2);
    tour.shows(Results, "v", TOKEN);
    tour.hides(Results, "v", TOKEN);
    tour.select_the_first_entry();
    tour.goes(Results, "d", Question);
    tour.goes(Question, "esc", Results);
    tour.goes(Results, "del", Question);
    tour.shows(Question, "y", "1 entry deleted");
    tour.is_in(Results);
    tour.shows(Results, "u", "1 entry taken back");
    tour.ui.wait_for("one two three");
    tour.shows(Results, "ctrl-r", "1 entry made again");
    tour.shows(Results, "u", "1 entry taken back");
    tour.ui.wait_for("one two three");
    tour.select_the_first_entry();
}

fn views(tour: &mut Tour) {
    for (key, view) in [
        ("c", CleanupRules),
        ("D", Duplicates),
        ("S", Secrets),
        ("T", Trash),
        ("L", Log),
    ] {
        tour.goes(Results, key, view);
        tour.goes(view, "esc", Results);
    }
}

fn help_and_palette(tour: &mut Tour) {
    use lore::tui::keymap::Context::HelpFilter;
    tour.goes(Results, "?", Help);
    tour.goes(Help, "?", Results);
    tour.goes(Results, "?", Help);
    tour.scrolls(Help);
    tour.goes(Help, "/", HelpFilter);
    tour.types("journal").ui.wait_while("mark a range");
    tour.goes(HelpFilter, "enter", Help);
    tour.shows(Help, "esc", "mark a range");
    tour.goes(Help, "esc", Results);
    tour.goes(Results, ":", Palette);
    tour.types("trash").ui.wait_for("› trash");
    tour.goes(Palette, "enter", Trash);
    tour.goes(Trash, ":", Palette);
    tour.goes(Palette, "esc", Trash);
    tour.goes(Trash, "esc", Results);
}

fn projects(tour: &mut Tour) {
    tour.goes(Results, "shift-tab", Projects);
    tour.moves(Projects, first_column);
    tour.measures(Projects, "j", first_column, |_, now| now == 2);
    for (fold, unfold) in [("h", "l"), ("left", "right")] {
        tour.shows(Projects, fold, "▸ slack-broker");
        tour.shows(Projects, unfold, "▾ slack-broker");
    }
    tour.goes(Projects, "f", ProjectFilter);
    tour.types("statushub");
    tour.ui.wait_while("▾ slack-broker");
    tour.goes(ProjectFilter, "enter", Projects);
    tour.goes(Projects, "enter", Results);
    tour.goes(Results, "shift-tab", Projects);
    tour.goes(Projects, "f", ProjectFilter);
    tour.goes(ProjectFilter, "tab", Results);
    tour.goes(Results, "shift-tab", Projects);
    tour.goes(Projects, "f", ProjectFilter);
    tour.goes(ProjectFilter, "shift-tab", Stats);
    tour.goes(Stats, "shift-tab", Detail);
    tour.goes(Detail, "shift-tab", Results);
    // Back out of the project.
    tour.shows(Results, "esc", "one two three");
}

/// The bars, and what they stand for.
fn stats(tour: &mut Tour) {
    tour.select_the_first_entry();
    tour.goes(Results, "tab", Detail);
    tour.goes(Detail, "tab", Stats);
    for (back, on) in [("h", "l"), ("left", "right")] {
        let before = tour.changes(Stats, back);
        tour.restores(Stats, on, &before);
    }
    // The first unit that is asked for may be the one that shows.
    tour.press(Stats, "b");
    tour.changes(Stats, "b");
    tour.shows(Stats, "enter", "after:");
    tour.is_in(Results);
    // Back to the bar, and out of what it filters by.
    tour.hides(Results, "esc", "after:");
    tour.is_in(Stats);
    tour.goes(Stats, "shift-tab", Detail);
    tour.goes(Detail, "shift-tab", Results);
}

/// The entry as it reads and as it stands, and the way to its neighbours.
fn detail(tour: &mut Tour) {
    tour.select_the_first_entry();
    tour.measures(Results, "j", selected, |_, now| now == 2);
    tour.goes(Results, "enter", Detail);
    let before = tour.changes(Detail, "r");
    tour.restores(Detail, "r", &before);
    tour.goes(Detail, "esc", Results);
    // A short text leaves room for what stands below it.
    tour.select_the_first_entry();
    tour.goes(Results, "enter", Detail);
    // What is similar has come, and changes no more by itself.
    tour.ui.wait_for("secret   Publish");
    let before = tour.changes(Detail, "f");
    tour.restores(Detail, "f", &before);
    tour.changes(Detail, "n");
    tour.changes(Detail, "n");
    tour.changes(Detail, "N");
    tour.changes(Detail, "enter");
    tour.changes(Detail, "esc");
    tour.goes(Detail, "esc", Results);
}
