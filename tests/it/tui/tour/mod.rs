//! A tour through the program in a pseudo-terminal that presses every default key and waits for what it
//! does. The keys come from the keymap: one that no step presses fails the tour.

mod editor;
mod panes;
mod typing;
mod views;

use std::path::Path;

use lore::{
    domain::entry::NewEntry,
    service::Lore,
    tui::keymap::{Action, Context, Key, Keymap},
};
use portable_pty::CommandBuilder;
use tempfile::TempDir;

use super::pty::{Pty, Shown};
use crate::fixture;

/// It opens nothing: made up for this test.
const TOKEN: &str = "ghp_Zk3vQ9xT2mLw8RbY5nHc7JdF4sGa1PeU6oVi";

/// What the first entry says.
const FIRST: &str = "one two three\nfour five six\nseven eight nine";

/// Size of the terminal: all panes show.
const SIZE: (u16, u16) = (140, 40);

/// Keys that move on, and back again.
const MOVEMENTS: [(&str, &str); 5] = [
    ("j", "k"),
    ("down", "up"),
    ("G", "g"),
    ("end", "home"),
    ("pgdn", "pgup"),
];

/// A guide who knows which keys were pressed where.
struct Tour {
    ui: Pty,
    keymap: Keymap,
    pressed: Vec<(Context, Key)>,
    store: TempDir,
    /// Where the program keeps what it remembers, and the editor leaves its traces.
    home: TempDir,
    on: tokio::runtime::Runtime,
}

#[test]
fn every_default_key_does_what_it_says() {
    let mut tour = Tour::begin();
    panes::visit(&mut tour);
    typing::visit(&mut tour);
    editor::visit(&mut tour);
    views::visit(&mut tour);
    tour.end();
}

impl Tour {
    fn begin() -> Self {
        let on = tokio::runtime::Runtime::new().unwrap();
        let store = fixture::legacy();
        on.block_on(fill(store.path()));
        let home = TempDir::new().unwrap();
        let ui = start(store.path(), home.path());
        Self {
            ui,
            keymap: Keymap::default(),
            pressed: Vec::new(),
            store,
            home,
            on,
        }
    }

    /// Ends the program by both keys, and checks that no key was left out.
    fn end(mut self) {
        self.record(Context::Results, "q");
        self.ui.keys("q");
        assert!(self.ui.ended().0.success());
        self.ui = start(self.store.path(), self.home.path());
        self.record(Context::SearchBox, "ctrl-c");
        self.ui.keys("/").wait_for("Enter to the hits");
        self.ui.keys("\u{3}");
        assert!(self.ui.ended().0.success());
        let mut left_out = Vec::new();
        for binding in self.keymap.bindings() {
            for key in &binding.keys {
                let was_pressed = |context| self.pressed.contains(&(context, *key));
                if !binding.contexts.iter().any(|context| was_pressed(*context)) {
                    let places: Vec<&str> =
                        binding.contexts.iter().map(|place| place.name()).collect();
                    let (key, action) = (key.spelled(), binding.action.name());
                    left_out.push(format!("{key} ({action} in {})", places.join(", ")));
                }
            }
        }
        assert!(
            left_out.is_empty(),
            "no step of the tour presses these keys; add steps to tests/it/tui/tour that press them and wait for what they do:\n{}",
            left_out.join("\n")
        );
    }

    /// Remembers that a key was pressed in a place. It has to mean something there.
    fn record(&mut self, place: Context, key: &str) -> Key {
        let key: Key = key.parse().unwrap();
        let action = self.keymap.resolve(place, key);
        assert!(
            action.is_some_and(|action| !matches!(action, Action::Type(_))),
            "{} does nothing in {}",
            key.spelled(),
            place.name()
        );
        self.pressed.push((place, key));
        key
    }

    fn press(&mut self, place: Context, key: &str) {
        let key = self.record(place, key);
        self.ui.keys(&sent(key));
    }

    /// Presses a key and waits until the screen is as told.
    fn until(&mut self, place: Context, key: &str, what: &str, holds: impl Fn(&Shown) -> bool) {
        self.press(place, key);
        let what = format!("{what} after {key} in {}", place.name());
        self.ui.wait_until(&what, holds);
    }

    /// Presses a key that leads to another place: the keys in the last line are that place's.
    fn goes(&mut self, place: Context, key: &str, to: Context) {
        self.press(place, key);
        self.is_in(to);
    }

    fn is_in(&self, place: Context) {
        let hints: Vec<String> = self
            .keymap
            .footer(place)
            .into_iter()
            .take(2)
            .map(|(keys, label)| format!("{keys} {label}"))
            .collect();
        let begin = format!(" {}", hints.join("  "));
        self.ui.wait_until(place.name(), |shown| {
            rows(shown)
                .last()
                .is_some_and(|row| row.starts_with(&begin))
        });
    }

    fn shows(&mut self, place: Context, key: &str, text: &str) {
        self.until(place, key, text, |shown| contents(shown).contains(text));
    }

    fn hides(&mut self, place: Context, key: &str, text: &str) {
        let what = format!("not {text}");
        self.until(place, key, &what, |shown| !contents(shown).contains(text));
    }

    /// Presses a key and waits until what is above the last line looks different; gives how it
    /// looked before.
    fn changes(&mut self, place: Context, key: &str) -> Vec<String> {
        let before = self.body();
        self.until(place, key, "a change", |shown| body(shown) != before);
        before
    }

    /// Presses a key and waits until what is above the last line looks like this again.
    fn restores(&mut self, place: Context, key: &str, before: &[String]) {
        self.until(place, key, "what was before", |shown| body(shown) == before);
    }

    /// Presses a key and waits until a measure is as told, compared with what it was.
    fn measures(
        &mut self,
        place: Context,
        key: &str,
        measure: impl Fn(&Shown) -> Option<i32>,
        holds: impl Fn(i32, i32) -> bool,
    ) {
        self.ui
            .wait_until("something to measure", |shown| measure(shown).is_some());
        let before = self.ui.look(&measure).unwrap();
        self.until(place, key, "a movement", |shown| {
            measure(shown).is_some_and(|now| holds(before, now))
        });
    }

    /// All keys that move in a list of at least two, from its first row on.
    fn moves(&mut self, place: Context, measure: impl Fn(&Shown) -> Option<i32>) {
        self.ui
            .wait_until("something to measure", |shown| measure(shown).is_some());
        let first = self.ui.look(&measure);
        for (on, off) in MOVEMENTS {
            self.until(place, on, "a movement", |shown| measure(shown) > first);
            self.until(place, off, "the first row", |shown| measure(shown) == first);
        }
    }

    /// All keys that move in a text longer than its window, from its start on.
    fn scrolls(&mut self, place: Context) {
        let first = self.body();
        for (on, off) in MOVEMENTS {
            self.until(place, on, "a movement", |shown| body(shown) != first);
            self.restores(place, off, &first);
        }
    }

    /// Selects the newest entry.
    fn select_the_first_entry(&mut self) {
        // A list that is on its way would bring the old selection back.
        self.ui
            .wait_until("all entries", |shown| selected(shown).is_some());
        self.ui.look(|_| ());
        self.until(Context::Results, "g", "the first entry", |shown| {
            selected(shown) == Some(1)
        });
    }

    /// Types a text that is no key of any place.
    fn types(&mut self, text: &str) -> &Self {
        self.ui.keys(text);
        self
    }

    /// All but the last line, once a frame is whole.
    fn body(&self) -> Vec<String> {
        self.ui.look(body)
    }
}

/// The program on a store, once its entries show.
fn start(store: &Path, home: &Path) -> Pty {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lore"));
    command.args(["--store".as_ref(), store.as_os_str(), "--fresh".as_ref()]);
    command.env("TERM", "xterm-256color");
    command.env("HOME", home);
    command.env("XDG_STATE_HOME", home.join("state"));
    command.env("XDG_CONFIG_HOME", home.join("config"));
    command.env("EDITOR", format!("touch '{}' ;:", trace(home).display()));
    command.env_remove("VISUAL");
    let ui = Pty::spawn(command, SIZE.0, SIZE.1);
    ui.wait_for("Enter read");
    ui.wait_for("one two three");
    ui
}

/// The file that the editor leaves behind.
fn trace(home: &Path) -> std::path::PathBuf {
    home.join("edited")
}

/// Entries that have something to show for every view, beside those of the fixture.
async fn fill(store: &Path) {
    let lore = Lore::open(store).await.unwrap();
    let steps: Vec<String> = (1..60)
        .map(|step| format!("Step {step} of many.\n"))
        .collect();
    let long = steps.concat();
    let doubled = format!("Queues drain before a deploy, with {TOKEN}.\n{long}");
    let published = format!("Publish with {TOKEN} for **now**.\n{long}");
    for (text, kind) in [
        (
            "Failed deliveries are retried 5 times, then parked.",
            "decision",
        ),
        (
            "Failed  deliveries are retried 5 times, then parked.",
            "decision",
        ),
        (&doubled, "pattern"),
        (&doubled, "pattern"),
        (&published, "credential"),
        (FIRST, "general"),
    ] {
        let entry = NewEntry {
            text: text.to_owned(),
            kind: kind.to_owned(),
            ..NewEntry::default()
        };
        lore.store("slack-broker", entry).await.unwrap();
    }
}

fn contents(shown: &Shown) -> String {
    shown.screen().contents()
}

fn rows(shown: &Shown) -> Vec<String> {
    shown.screen().rows(0, SIZE.0).collect()
}

/// All but the last line, as it looks.
fn body(shown: &Shown) -> Vec<String> {
    let mut rows: Vec<_> = shown.screen().rows_formatted(0, SIZE.0).collect();
    rows.pop();
    rows
}

/// Where the corners of the panes are, line by line.
fn corners(shown: &Shown) -> Vec<Vec<usize>> {
    let is_corner = |(_, c): &(usize, char)| "╭╮╰╯".contains(*c);
    let columns = |row: &String| {
        let corners = row.chars().enumerate().filter(is_corner);
        corners.map(|(at, _)| at).collect()
    };
    rows(shown).iter().map(columns).collect()
}

/// The number of the selected entry, as the frame of the results tells it.
fn selected(shown: &Shown) -> Option<i32> {
    rows(shown).iter().find_map(|row| {
        let (before, _) = row.split_once("/22 ─")?;
        before.rsplit(' ').next()?.parse().ok()
    })
}

/// The row of the mark of a list's cursor, in these columns.
fn mark(columns: std::ops::Range<u16>) -> impl Fn(&Shown) -> Option<i32> + Copy {
    let (from, to) = (columns.start, columns.end);
    move |shown| {
        let is_mark = |row, column| {
            let cell = shown.screen().cell(row, column);
            cell.is_some_and(|cell| cell.contents() == "▌")
        };
        let has_mark = |row: &u16| (from..to).any(|column| is_mark(*row, column));
        (0..SIZE.1).find(has_mark).map(i32::from)
    }
}

/// The mark of a list that covers the screen, or of the projects.
fn first_column(shown: &Shown) -> Option<i32> {
    mark(1..2)(shown)
}

/// What a terminal sends for a key.
fn sent(key: Key) -> String {
    let spelled = key.spelled();
    let mut name = spelled.as_str();
    let (mut ctrl, mut alt, mut shift) = (false, false, false);
    for (prefix, flag) in [
        ("ctrl-", &mut ctrl),
        ("alt-", &mut alt),
        ("shift-", &mut shift),
    ] {
        if let Some(rest) = name.strip_prefix(prefix).filter(|rest| !rest.is_empty()) {
            *flag = true;
            name = rest;
        }
    }
    let modifiers = 1 + u8::from(shift) + 2 * u8::from(alt) + 4 * u8::from(ctrl);
    let arrow = |letter: char| match modifiers {
        1 => format!("\u{1b}[{letter}"),
        _ => format!("\u{1b}[1;{modifiers}{letter}"),
    };
    let tilde = |number: u8| match modifiers {
        1 => format!("\u{1b}[{number}~"),
        _ => format!("\u{1b}[{number};{modifiers}~"),
    };
    match name {
        "up" => arrow('A'),
        "down" => arrow('B'),
        "right" => arrow('C'),
        "left" => arrow('D'),
        "home" => arrow('H'),
        "end" => arrow('F'),
        "ins" => tilde(2),
        "del" => tilde(3),
        "pgup" => tilde(5),
        "pgdn" => tilde(6),
        "f1" => "\u{1b}OP".to_owned(),
        "f5" => tilde(15),
        "tab" if shift => "\u{1b}[Z".to_owned(),
        // As terminals do that tell these apart.
        "backspace" if ctrl || shift => format!("\u{1b}[127;{modifiers}u"),
        _ => {
            let plain = match name {
                "enter" => '\r',
                "esc" => '\u{1b}',
                "tab" => '\t',
                "space" => ' ',
                "backspace" => '\u{7f}',
                letter => letter.chars().next().unwrap(),
            };
            let plain = if ctrl {
                char::from(u8::try_from(plain).unwrap() & 0x1f)
            } else {
                plain
            };
            let prefix = if alt { "\u{1b}" } else { "" };
            format!("{prefix}{plain}")
        }
    }
}
