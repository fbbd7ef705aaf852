//! What the program looks like in one terminal and in another.

use std::{fs, path::PathBuf, time::Duration};

use portable_pty::CommandBuilder;

use super::pty::{Answers, Pty};
use crate::fixture;

const TYPED_KEYS: &str = "jd";

/// A home folder of its own, and a store.
struct Home {
    folder: tempfile::TempDir,
    store: tempfile::TempDir,
}

impl Home {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            store: fixture::legacy(),
        }
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("config")
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.config().join("lore").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn open(&self, variables: &[(&str, &str)], background: Option<[u8; 3]>) -> Pty {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lore"));
        command.args(["--store".as_ref(), self.store.path().as_os_str()]);
        for name in [
            "NO_COLOR",
            "COLORTERM",
            "COLORFGBG",
            "STY",
            "TMUX",
            "LC_ALL",
        ] {
            command.env_remove(name);
        }
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("XDG_CONFIG_HOME", self.config());
        command.env("XDG_STATE_HOME", self.folder.path().join("state"));
        for (name, value) in variables {
            command.env(name, value);
        }
        let answers = Answers {
            background,
            ..Answers::default()
        };
        Pty::spawn_in(command, 100, 40, answers)
    }
}

/// The colour behind everything, once the panes are drawn.
fn base(ui: &Pty) -> vt100::Color {
    ui.wait_for("Results");
    let screen = ui.wait_for_screen(|screen| screen.contents().contains("Results"));
    screen.unwrap().cell(0, 0).unwrap().bgcolor()
}

fn quit(mut ui: Pty) -> String {
    ui.keys("q");
    let (status, screen) = ui.ended();
    assert!(status.success(), "{status:?}");
    screen
}

const TRUE: (&str, &str) = ("COLORTERM", "truecolor");
const DARK: vt100::Color = vt100::Color::Rgb(0x12, 0x14, 0x1c);
const LIGHT: vt100::Color = vt100::Color::Rgb(0xfb, 0xf9, 0xf4);
const NORD: vt100::Color = vt100::Color::Rgb(0x2e, 0x34, 0x40);

#[test]
fn the_theme_is_as_the_terminals_background() {
    let home = Home::new();
    for (background, variables, expected) in [
        (Some([255, 255, 240]), &[TRUE][..], LIGHT),
        (Some([0, 0, 0]), &[TRUE], DARK),
        (None, &[TRUE, ("COLORFGBG", "0;15")], LIGHT),
        (None, &[TRUE], DARK),
        (Some([255; 3]), &[], vt100::Color::Idx(231)),
    ] {
        // A terminal on a busy machine may answer too late, which is no answer.
        let mut seen = (0..5).map(|_| {
            let ui = home.open(variables, background);
            let seen = base(&ui);
            quit(ui);
            seen
        });
        let found = seen.any(|seen| seen == expected);
        assert!(found, "{background:?} {variables:?}");
    }
}

#[test]
fn an_answer_that_comes_late_is_not_taken_for_keys() {
    let home = Home::new();
    let mut ui = home.open(&[TRUE], None);
    assert_eq!(base(&ui), DARK);
    // Its digits are keys that mark, delete and purge.
    ui.keys("\x1b]11;rgb:dddd/eeee/cccc\x1b\\/")
        .keys(TYPED_KEYS);
    let screen = ui.wait_for(TYPED_KEYS);
    assert!(!screen.contains("rgb:"), "{screen}");
    ui.keys("\u{3}");
    assert!(ui.ended().0.success());
}

#[test]
fn a_console_gets_its_sixteen_colours_and_its_characters() {
    let home = Home::new();
    let ui = home.open(&[("TERM", "linux"), TRUE], None);
    assert_eq!(base(&ui), vt100::Color::Idx(0));
    let screen = ui.wait_for("┌─ Projects");
    assert!(!screen.contains(['╭', '…', '▾', '›']), "{screen}");
    let screen = ui.wait_for_rest(Duration::from_millis(100));
    for row in 0..40 {
        for column in 0..100 {
            let cell = screen.cell(row, column).unwrap();
            for colour in [cell.fgcolor(), cell.bgcolor()] {
                let is_basic = matches!(colour, vt100::Color::Default | vt100::Color::Idx(0..16));
                assert!(is_basic, "{colour:?} at {row}, {column}");
            }
        }
    }
    quit(ui);
}

#[test]
fn without_colours_or_utf8_nothing_of_them_is_written() {
    let home = Home::new();
    for (variables, is_ascii) in [
        (&[("NO_COLOR", "1"), TRUE][..], false),
        (&[("NO_COLOR", "1"), ("LC_ALL", "C")], true),
    ] {
        let ui = home.open(variables, None);
        assert_eq!(base(&ui), vt100::Color::Default, "{variables:?}");
        let screen = ui.wait_for_rest(Duration::from_millis(100));
        assert_eq!(screen.contents().is_ascii(), is_ascii, "{variables:?}");
        quit(ui);
    }
}

#[test]
fn the_config_wins_over_what_the_terminal_says() {
    let home = Home::new();
    home.write(
        "config.toml",
        "theme = \"nord\"\ncolor = \"true\"\nglyphs = \"ascii\"\n",
    );
    let ui = home.open(&[("NO_COLOR", "1")], None);
    assert_eq!(base(&ui), NORD);
    ui.wait_for("+- Projects");
    quit(ui);
}

#[test]
fn a_chosen_theme_is_there_again() {
    let home = Home::new();
    let mut ui = home.open(&[TRUE], Some([0; 3]));
    assert_eq!(base(&ui), DARK);
    ui.keys("t");
    ui.wait_for("solarized-light");
    let mut shown = DARK;
    for _ in 0..6 {
        ui.keys("j");
        let other = ui.wait_for_screen(|screen| screen.cell(0, 0).unwrap().bgcolor() != shown);
        shown = other.unwrap().cell(0, 0).unwrap().bgcolor();
        if shown == NORD {
            break;
        }
    }
    assert_eq!(shown, NORD);
    ui.keys("\r").wait_for("theme: nord");
    quit(ui);
    let ui = home.open(&[TRUE], Some([255; 3]));
    assert_eq!(base(&ui), NORD);
    quit(ui);
    // What the config says later counts.
    home.write("config.toml", "theme = \"lore-light\"\n");
    let ui = home.open(&[TRUE], Some([0; 3]));
    assert_eq!(base(&ui), LIGHT);
    quit(ui);
}

#[test]
fn a_broken_theme_stops_only_who_wants_it() {
    let home = Home::new();
    let theme = home.write(
        "themes/mine.toml",
        "inherits = \"nord\"\n[colors]\ntext = 3\n",
    );
    let ui = home.open(&[TRUE], Some([0; 3]));
    assert_eq!(base(&ui), DARK);
    ui.wait_for("a theme is left out");
    quit(ui);
    let config = home.write("config.toml", "\ntheme = \"mine\"\n");
    let (status, screen) = home.open(&[TRUE], None).ended();
    assert_eq!(status.exit_code(), 2, "{screen}");
    let told = screen.replace('\n', "");
    assert!(
        told.contains(&format!("{}:3: ", theme.display())),
        "{screen}"
    );
    fs::write(&config, "\ntheme = \"nrod\"\n").unwrap();
    let (status, screen) = home.open(&[TRUE], None).ended();
    assert_eq!(status.exit_code(), 2, "{screen}");
    let told = screen.replace('\n', "");
    assert!(
        told.contains(&format!("{}:2: no theme `nrod`", config.display())),
        "{screen}"
    );
}
