//! The program in a pseudo-terminal: what a person sees, and what the shell gets back.

use std::{
    io::{Read, Write},
    path::Path,
    process::Command,
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use lore::{
    domain::entry::NewEntry,
    service::Lore,
    tui::{
        keymap::Keymap,
        terminal::{self, TerminalGuard},
    },
};
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;
use vt100::MouseProtocolMode;

use crate::fixture;

pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// Names the folder of what programs remember.
pub(super) const STATE: &str = "XDG_STATE_HOME";

/// Set for the copy of this program that is to fail.
const FAILING: &str = "LORE_TEST_FAILING_CHILD";

/// What the terminal shows, and whether the program still writes to it.
pub(crate) struct Shown {
    parser: vt100::Parser<Answers>,
    closed: bool,
}

impl Shown {
    /// Column and row where a text begins, from 0.
    pub(super) fn find(&self, text: &str) -> Option<(usize, usize)> {
        place(&self.parser.screen().contents(), text)
    }
}

fn place(screen: &str, text: &str) -> Option<(usize, usize)> {
    let mut lines = screen.lines().enumerate();
    let (row, before) = lines.find_map(|(row, line)| Some((row, &line[..line.find(text)?])))?;
    Some((before.chars().count(), row))
}

/// What the terminal says when it is asked, and what it was given to keep.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answers {
    /// Its background; without one it does not answer at all, as some terminals do not.
    pub background: Option<[u8; 3]>,
    /// Its clipboard, in base 64: what was copied last (OSC 52).
    pub clipboard: Vec<u8>,
    /// What it has to say and has not said yet.
    pub due: Vec<u8>,
}

impl vt100::Callbacks for Answers {
    fn copy_to_clipboard(&mut self, _: &mut vt100::Screen, _: &[u8], data: &[u8]) {
        self.clipboard = data.to_vec();
    }

    fn unhandled_osc(&mut self, _: &mut vt100::Screen, params: &[&[u8]]) {
        let Some(back) = self.background else { return };
        let colour = match params {
            [b"10", b"?"] => back.map(|channel| !channel),
            [b"11", b"?"] => back,
            _ => return,
        };
        let which = String::from_utf8_lossy(params[0]);
        let [r, g, b] = colour.map(|channel| format!("{channel:02x}{channel:02x}"));
        let answer = format!("\x1b]{which};rgb:{r}/{g}/{b}\x1b\\");
        self.due.extend(answer.into_bytes());
    }

    fn unhandled_csi(
        &mut self,
        _: &mut vt100::Screen,
        i1: Option<u8>,
        _: Option<u8>,
        _: &[&[u16]],
        c: char,
    ) {
        if self.background.is_some() && c == 'c' && i1.is_none() {
            self.due.extend(b"\x1b[?62;22c");
        }
    }
}

pub(crate) struct Pty {
    shown: Arc<(Mutex<Shown>, Condvar)>,
    writer: Arc<Mutex<Box<dyn Write + Send>>>,
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    /// What the program remembers, and where nobody else's is.
    _state: TempDir,
}

fn size(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        ..PtySize::default()
    }
}

impl Shown {
    pub(super) fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }
}

impl Pty {
    pub(crate) fn spawn(command: CommandBuilder, cols: u16, rows: u16) -> Self {
        Self::spawn_in(command, cols, rows, Answers::default())
    }

    /// A program in a terminal that may answer questions.
    pub(crate) fn spawn_in(
        mut command: CommandBuilder,
        cols: u16,
        rows: u16,
        answers: Answers,
    ) -> Self {
        // Nothing of what whoever runs the tests has remembered.
        let state = TempDir::new().unwrap();
        if command
            .iter_extra_env_as_str()
            .all(|(name, _)| name != STATE)
        {
            command.env(STATE, state.path());
        }
        let pair = native_pty_system().openpty(size(cols, rows)).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let shown = Arc::new((
            Mutex::new(Shown {
                parser: vt100::Parser::new_with_callbacks(
                    rows.try_into().unwrap(),
                    cols.try_into().unwrap(),
                    0,
                    answers,
                ),
                closed: false,
            }),
            Condvar::new(),
        ));
        let read = Arc::clone(&shown);
        let writer = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let answering = Arc::clone(&writer);
        thread::spawn(move || {
            let (shown, changed) = &*read;
            let mut bytes = [0; 4096];
            loop {
                let count = reader.read(&mut bytes).unwrap_or(0);
                let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
                shown.parser.process(&bytes[..count]);
                shown.closed = count == 0;
                let due = std::mem::take(&mut shown.parser.callbacks_mut().due);
                changed.notify_all();
                if !due.is_empty() {
                    // The program may be gone by now.
                    let _ = answering.lock().unwrap().write_all(&due);
                }
                if shown.closed {
                    return;
                }
            }
        });
        Self {
            shown,
            writer,
            child,
            master: pair.master,
            _state: state,
        }
    }

    /// The UI on a store, as if for the first time.
    pub(crate) fn lore(store: &Path, cols: u16, rows: u16) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lore"));
        command.args(["--store".as_ref(), store.as_os_str()]);
        command.env("TERM", "xterm-256color");
        Self::spawn(command, cols, rows)
    }

    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        let mut writer = self.writer.lock().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
        drop(writer);
        self
    }

    pub(crate) fn resize(&mut self, cols: u16, rows: u16) -> &mut Self {
        let mut shown = self.shown.0.lock().unwrap();
        let (wide, high) = (cols.try_into().unwrap(), rows.try_into().unwrap());
        shown.parser.screen_mut().set_size(high, wide);
        drop(shown);
        self.master.resize(size(cols, rows)).unwrap();
        self
    }

    pub(crate) fn wait_until(&self, what: &str, holds: impl Fn(&Shown) -> bool) -> String {
        let (shown, changed) = &*self.shown;
        let (shown, _) = changed
            .wait_timeout_while(shown.lock().unwrap(), DEADLINE, |shown| !holds(shown))
            .unwrap();
        let screen = shown.parser.screen().contents();
        assert!(holds(&shown), "{what} never came; the screen:\n{screen}");
        screen
    }

    /// Looks at what shows once the frame is whole: nothing has come for a moment.
    pub(super) fn look<T>(&self, at: impl FnOnce(&Shown) -> T) -> T {
        const QUIET: Duration = Duration::from_millis(60);
        let (shown, changed) = &*self.shown;
        let mut shown = shown.lock().unwrap();
        loop {
            let waited;
            (shown, waited) = changed.wait_timeout(shown, QUIET).unwrap();
            if waited.timed_out() {
                return at(&shown);
            }
        }
    }

    /// Waits until the screen is as told, and gives it; else as it is in the end.
    pub(crate) fn wait_for_screen(
        &self,
        mut holds: impl FnMut(&vt100::Screen) -> bool,
    ) -> Result<vt100::Screen, Box<vt100::Screen>> {
        let (shown, changed) = &*self.shown;
        let (shown, waited) = changed
            .wait_timeout_while(shown.lock().unwrap(), DEADLINE, |shown| {
                !holds(shown.parser.screen())
            })
            .unwrap();
        let screen = shown.parser.screen().clone();
        if waited.timed_out() {
            Err(Box::new(screen))
        } else {
            Ok(screen)
        }
    }

    /// Waits until nothing was drawn for so long.
    pub(crate) fn wait_for_rest(&self, rest: Duration) -> vt100::Screen {
        let (shown, changed) = &*self.shown;
        let mut shown = shown.lock().unwrap();
        let since = Instant::now();
        loop {
            let waited;
            (shown, waited) = changed.wait_timeout(shown, rest).unwrap();
            if waited.timed_out() {
                return shown.parser.screen().clone();
            }
            assert!(since.elapsed() < DEADLINE, "the screen never comes to rest");
        }
    }

    pub(crate) fn wait_for(&self, text: &str) -> String {
        self.wait_until(text, |shown| {
            shown.parser.screen().contents().contains(text)
        })
    }

    /// Waits for the mouse to be asked for, or left alone.
    pub(super) fn wait_for_mouse(&self, mode: MouseProtocolMode) {
        self.wait_until("the mouse", |shown| {
            shown.parser.screen().mouse_protocol_mode() == mode
        });
    }

    /// Column and row where a text begins, from 0.
    pub(super) fn find(&self, text: &str) -> (usize, usize) {
        place(&self.wait_for(text), text).unwrap()
    }

    pub(crate) fn wait_while(&self, text: &str) -> String {
        self.wait_until(&format!("not {text}"), |shown| {
            !shown.parser.screen().contents().contains(text)
        })
    }

    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", name, &id])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits for the end, and checks that the terminal is as it was.
    pub(crate) fn ended(mut self) -> (ExitStatus, String) {
        let screen = self.wait_until("the end", |shown| shown.closed);
        let status = self.child.wait().unwrap();
        let shown = self.shown.0.lock().unwrap_or_else(PoisonError::into_inner);
        let terminal = shown.parser.screen();
        assert!(
            !terminal.alternate_screen(),
            "the alternate screen was left"
        );
        assert!(!terminal.hide_cursor(), "the cursor shows");
        assert!(!terminal.bracketed_paste(), "pastes are as before");
        let mouse = terminal.mouse_protocol_mode();
        assert_eq!(mouse, MouseProtocolMode::None, "the mouse is as before");
        (status, screen)
    }

    /// Whether the terminal echoes and edits lines, as shells expect it.
    pub(crate) fn is_cooked(&self) -> bool {
        let modes = format!("{:?}", self.master.get_termios().unwrap().local_flags);
        modes.contains("ICANON") && modes.contains("ECHO")
    }
}

#[test]
fn start_search_read_quit() {
    let store = fixture::legacy();
    let mut ui = Pty::lore(store.path(), 140, 40);
    ui.wait_for("Results");
    ui.wait_for("16");
    ui.keys("/RS256");
    ui.wait_for("Tokens are signed with RS256");
    ui.keys("\r").wait_for("Enter read");
    ui.keys("\r");
    ui.wait_until("the detail has the keys", |shown| {
        !shown.parser.screen().contents().contains("Enter read")
    });
    ui.keys("q");
    let (status, _) = ui.ended();
    assert!(status.success(), "{status:?}");
}

#[test]
fn every_bound_letter_is_typed_into_the_search_box() {
    let keymap = Keymap::default();
    let mut letters = String::new();
    for key in keymap.bindings().iter().flat_map(|binding| &binding.keys) {
        // The whole line must show: each letter once.
        if let Some(letter) = key.text().filter(|letter| !letters.contains(*letter)) {
            letters.push(letter);
        }
    }
    let store = fixture::legacy();
    let mut ui = Pty::lore(store.path(), 200, 40);
    ui.wait_for("Results");
    ui.keys("/").keys(&letters);
    ui.wait_for(&letters);
    ui.keys("\u{3}");
    assert!(ui.ended().0.success());
}

/// The UI where these variables are set, and no others tell of a display or a multiplexer.
fn lore_where(store: &Path, variables: &[(&str, &str)]) -> Pty {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lore"));
    command.args(["--store".as_ref(), store.as_os_str()]);
    for name in [
        "SSH_TTY",
        "SSH_CONNECTION",
        "TMUX",
        "STY",
        "WAYLAND_DISPLAY",
        "DISPLAY",
    ] {
        command.env_remove(name);
    }
    command.env("TERM", "xterm-256color");
    for (name, value) in variables {
        command.env(name, value);
    }
    Pty::spawn(command, 140, 40)
}

#[cfg(all(unix, not(target_os = "macos")))]
#[test]
fn a_copy_goes_to_the_terminal_over_ssh_and_where_the_display_fails() {
    /// The newest entry's text in base 64.
    const COPIED: &[u8] = b"U3RvcmVkIGZvciBhbm90aGVyIHByb2plY3QgYnkgbWlzdGFrZS4=";
    let store = fixture::legacy();
    for (variables, told) in [
        (
            [("SSH_TTY", "/dev/pts/9"), ("DISPLAY", ":0")],
            "text copied through the terminal",
        ),
        (
            [("SSH_TTY", ""), ("DISPLAY", ":987")],
            "copied through the terminal instead",
        ),
    ] {
        let mut ui = lore_where(store.path(), &variables);
        ui.wait_for("Stored for another project");
        ui.keys("y").wait_for(told);
        ui.wait_until("the copied text", |shown| {
            shown.parser.callbacks().clipboard == COPIED
        });
        ui.keys("q");
        assert!(ui.ended().0.success());
    }
}

#[test]
fn signals_give_the_terminal_back() {
    let store = fixture::legacy();
    for signal in ["TERM", "HUP", "INT"] {
        let ui = Pty::lore(store.path(), 100, 30);
        ui.wait_for("Results");
        ui.wait_until("raw mode", |_| !ui.is_cooked());
        ui.signal(signal);
        ui.wait_until("the end", |shown| shown.closed);
        let (status, _) = ui.ended();
        assert!(status.success(), "SIG{signal}: {status:?}");
    }
}

/// A shell with job control, which runs the program as people do.
#[cfg(unix)]
#[test]
fn the_shell_gets_the_terminal_and_gives_it_back() {
    let store = fixture::legacy();
    let mut command = CommandBuilder::new("sh");
    let script = format!(
        "set -m; '{}' --store '{}'; echo stopped; read line; fg >/dev/null; echo ended",
        env!("CARGO_BIN_EXE_lore"),
        store.path().display()
    );
    command.args(["-c", &script]);
    command.env("TERM", "xterm-256color");
    let mut ui = Pty::spawn(command, 100, 30);
    ui.wait_for("Stored for another");
    ui.keys("/").wait_for("Enter to the hits");
    ui.keys("RS256\u{1a}");
    ui.wait_until("the shell", |shown| {
        let terminal = shown.parser.screen();
        let is_left = terminal.mouse_protocol_mode() == MouseProtocolMode::None;
        is_left && !terminal.alternate_screen() && terminal.contents().contains("stopped")
    });
    ui.wait_until("cooked mode", |_| ui.is_cooked());
    ui.keys("\r");
    ui.wait_until("the program", |shown| {
        let terminal = shown.parser.screen();
        let is_taken = terminal.mouse_protocol_mode() == MouseProtocolMode::ButtonMotion;
        is_taken && terminal.alternate_screen() && terminal.contents().contains("› RS256")
    });
    ui.keys("x").wait_for("› RS256x");
    ui.keys("\u{3}").wait_for("ended");
    assert!(ui.ended().0.success());
}

#[test]
fn a_terminal_too_small_says_so_and_recovers() {
    let store = fixture::legacy();
    let mut ui = Pty::lore(store.path(), 30, 5);
    ui.wait_for("small");
    ui.resize(100, 30).wait_for("Results");
    ui.resize(40, 10).wait_for("Results");
    ui.keys("q");
    assert!(ui.ended().0.success());
}

#[test]
fn a_store_that_is_missing_is_told_without_taking_the_terminal() {
    let ui = Pty::lore(Path::new("/nowhere/at/all"), 100, 30);
    let (status, screen) = ui.ended();
    assert_eq!(status.exit_code(), 3);
    assert!(screen.contains("/nowhere/at/all"), "{screen}");
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_told() {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args([
        "tui::pty::the_failing_child",
        "--exact",
        "--nocapture",
        "--test-threads=1",
    ]);
    command.env(FAILING, "1");
    let ui = Pty::spawn(command, 100, 30);
    let (status, screen) = ui.ended();
    assert!(!status.success());
    assert!(screen.contains("the owner fails"), "{screen}");
    assert!(!screen.contains("somebody else fails"), "{screen}");
}

/// Not a test of its own: what the test above runs in its terminal.
#[test]
fn the_failing_child() {
    if std::env::var_os(FAILING).is_none() {
        return;
    }
    let _guard = TerminalGuard::take().unwrap();
    terminal::use_mouse(true).unwrap();
    let other = thread::spawn(|| panic!("somebody else fails"));
    assert!(other.join().is_err());
    panic!("the owner fails");
}

/// Somebody who stores entries without a pause, until dropped.
struct Writer {
    stored: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    fn start(store: &Path) -> Self {
        let path = store.to_owned();
        let (stored, stop) = (Arc::<AtomicUsize>::default(), Arc::<AtomicBool>::default());
        let (counted, told) = (Arc::clone(&stored), Arc::clone(&stop));
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(async {
                let lore = Lore::open_or_create(&path).await.unwrap();
                while !told.load(Ordering::SeqCst) {
                    let number = counted.fetch_add(1, Ordering::SeqCst);
                    let note = NewEntry {
                        text: format!("services check a token, note {number}"),
                        kind: "decision".into(),
                        ..NewEntry::default()
                    };
                    lore.store("busy", note).await.unwrap();
                }
            });
        });
        Self {
            stored,
            stop,
            thread: Some(thread),
        }
    }

    fn stored(&self) -> usize {
        self.stored.load(Ordering::SeqCst)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(
            thread::panicking() || ended.is_none_or(|ended| ended.is_ok()),
            "the writer failed"
        );
    }
}

#[test]
fn a_key_shows_while_the_store_is_busy() {
    /// Entries that come in between the first key and the last, at least.
    const MEANWHILE: usize = 5;
    let store = fixture::legacy();
    let writer = Writer::start(store.path());
    let mut ui = Pty::lore(store.path(), 140, 40);
    // The writer's entries are the newest.
    ui.wait_for("services check a token, note");
    ui.keys("/");
    let before = writer.stored();
    let mut times = Vec::new();
    while writer.stored() < before + MEANWHILE {
        let mut line = String::new();
        // Each of the keys starts a search or replaces the one that waits.
        for c in "which broker keeps what others note".chars() {
            line.push(c);
            let pressed = Instant::now();
            ui.keys(c.encode_utf8(&mut [0; 4]));
            ui.wait_for(&format!("› {}", line.trim_end()));
            times.push(pressed.elapsed());
        }
        ui.keys("\u{15}").wait_while(line.trim_end());
    }
    times.sort();
    let median = times[times.len() / 2];
    assert!(median < Duration::from_millis(250), "{times:?}");
    drop(writer);
    ui.keys("\u{3}");
    assert!(ui.ended().0.success());
}
