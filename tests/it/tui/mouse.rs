//! The mouse as terminals send it, on the program in a pseudo-terminal.

use portable_pty::CommandBuilder;
use vt100::MouseProtocolMode;

use super::pty::Pty;
use crate::fixture;

const PRESS: char = 'M';
const RELEASE: char = 'm';
const LEFT: u16 = 0;
const MOVED: u16 = 32;
const WHEEL_DOWN: u16 = 65;

/// What a terminal sends for a button at a cell.
fn sent(button: u16, (column, row): (usize, usize), end: char) -> String {
    format!("\x1b[<{button};{};{}{end}", column + 1, row + 1)
}

fn click(ui: &mut Pty, at: (usize, usize)) {
    ui.keys(&sent(LEFT, at, PRESS));
    ui.keys(&sent(LEFT, at, RELEASE));
}

fn drag(ui: &mut Pty, from: (usize, usize), to: (usize, usize)) {
    ui.keys(&sent(LEFT, from, PRESS));
    ui.keys(&sent(LEFT + MOVED, to, PRESS));
    ui.keys(&sent(LEFT, to, RELEASE));
}

#[test]
fn clicks_the_wheel_and_drags_reach_the_program() {
    let store = fixture::legacy();
    let mut ui = Pty::lore(store.path(), 140, 24);
    ui.wait_for("Stored for another");
    ui.wait_for_mouse(MouseProtocolMode::ButtonMotion);
    ui.wait_for("1/16");

    // The third entry: two rows each.
    let (column, row) = ui.find("╭─ Results");
    click(&mut ui, (column + 5, row + 5));
    ui.wait_for("3/16");

    // What leaves the screen is not selected any more.
    for _ in 0..2 {
        ui.keys(&sent(WHEEL_DOWN, (column + 5, row + 5), PRESS));
    }
    ui.wait_for("5/16");

    // The border beside the projects, ten columns to the right.
    drag(&mut ui, (column, row + 5), (column + 10, row + 5));
    ui.wait_until("wider projects", |shown| {
        shown.find("╭─ Results") == Some((column + 10, row))
    });

    // Keys told on the screen are pressed by a click.
    let help = ui.find("? help");
    click(&mut ui, help);
    ui.wait_for("╭─ Keys");
    ui.keys("\x1b");
    ui.wait_while("╭─ Keys");

    // With the mouse left to the terminal nothing is heard of it.
    ui.keys("M");
    ui.wait_for_mouse(MouseProtocolMode::None);
    ui.keys("M");
    ui.wait_for_mouse(MouseProtocolMode::ButtonMotion);
    ui.keys("q");
    assert!(ui.ended().0.success());
}

#[test]
fn the_config_can_leave_the_mouse_to_the_terminal() {
    let store = fixture::legacy();
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    std::fs::write(&config, "mouse = false\n").unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lore"));
    command.args([
        "--config".as_ref(),
        config.as_os_str(),
        "--store".as_ref(),
        store.path().as_os_str(),
    ]);
    command.env("TERM", "xterm-256color");
    let mut ui = Pty::spawn(command, 140, 40);
    ui.wait_for("Stored for another");
    ui.wait_for_mouse(MouseProtocolMode::None);
    ui.keys("M");
    ui.wait_for_mouse(MouseProtocolMode::ButtonMotion);
    ui.keys("q");
    assert!(ui.ended().0.success());
}
