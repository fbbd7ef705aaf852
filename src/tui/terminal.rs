//! Takes the terminal, and gives it back on every way out.

use std::{
    fmt,
    io::{self, IsTerminal, Stdout, Write, stdin, stdout},
    panic,
    sync::{
        Mutex, Once,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, ThreadId},
    time::Duration,
};

use crossterm::{
    Command,
    cursor::{MoveTo, Show},
    event::{DisableBracketedPaste, EnableBracketedPaste},
    execute,
    terminal::{
        Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
        enable_raw_mode,
    },
};
use ratatui::{Terminal, backend::CrosstermBackend};

use super::{Error, aligned::Aligned, sgr::Codes};

/// Terminals without mouse, alternate screen and pastes in one piece.
const WITHOUT_MODES: [&str; 4] = ["vt52", "vt100", "vt102", "vt220"];

/// By then the program was stopped and goes on, or nobody stopped it.
#[cfg(unix)]
const STOPPING: Duration = Duration::from_millis(500);

/// The mouse is wanted as long as the terminal is ours.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// The terminal is ours now.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The thread whose panic ends the UI.
static OWNER: Mutex<Option<ThreadId>> = Mutex::new(None);

/// What is drawn on.
type Screen = Aligned<CrosstermBackend<Codes<Stdout>>>;

/// As long as it lives, the terminal is ours.
#[derive(Debug)]
pub struct TerminalGuard(());

impl TerminalGuard {
    /// Takes the terminal: raw mode, the alternate screen, pastes in one piece.
    ///
    /// # Errors
    /// When there is no terminal, or it refuses.
    pub fn take() -> Result<Self, Error> {
        if !stdin().is_terminal() || !stdout().is_terminal() {
            return Err(Error::NotATerminal);
        }
        install_panic_hook();
        if let Ok(mut owner) = OWNER.lock() {
            *owner = Some(thread::current().id());
        }
        TAKEN.store(true, Ordering::SeqCst);
        // From here on dropping the guard undoes whatever of this succeeded.
        let guard = Self(());
        prepare()?;
        Ok(guard)
    }

    /// The screen to draw on; with `plain_codes` for terminals that know sixteen colours and no more.
    ///
    /// # Errors
    /// When the terminal does not tell its size.
    pub fn screen(&self, plain_codes: bool) -> io::Result<Terminal<Screen>> {
        let codes = Codes::new(stdout(), plain_codes);
        Terminal::new(Aligned(CrosstermBackend::new(codes)))
    }
}

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Leaves the terminal to another program, until [`resume`].
pub(super) fn suspend() {
    give_back();
}

/// Takes the terminal again.
pub(super) fn resume() -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    prepare()
}

/// Stops the program as the shell's job control does, until the shell brings it back; the terminal is
/// the shell's meanwhile. Where no shell would, nothing but a flicker happens.
#[cfg(unix)]
pub(super) async fn stop() -> io::Result<()> {
    use rustix::process::{Signal, kill_current_process_group};
    use tokio::signal::unix::{SignalKind, signal};

    // Not every thread has stopped when sending the signal returns.
    let mut goes_on = signal(SignalKind::from_raw(Signal::CONT.as_raw()))?;
    suspend();
    let sent = kill_current_process_group(Signal::TSTP);
    if sent.is_ok() {
        // Without a shell that controls jobs the signal stops nobody.
        drop(tokio::time::timeout(STOPPING, goes_on.recv()).await);
    }
    resume()
}

/// There is no job control to stop for.
#[cfg(not(unix))]
pub(super) async fn stop() -> io::Result<()> {
    Ok(())
}

/// Whether the terminal is ours, and not left to another program.
pub(super) fn is_taken() -> bool {
    TAKEN.load(Ordering::SeqCst)
}

/// Whether an error says that the terminal was closed.
pub(super) fn is_gone(error: &io::Error) -> bool {
    // What draws wraps the errors of what it draws on.
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    inner.map_or_else(|| says_gone(error), is_gone)
}

#[cfg(unix)]
fn says_gone(error: &io::Error) -> bool {
    use rustix::io::Errno;
    let gone = [Errno::IO, Errno::NXIO, Errno::PIPE, Errno::BADF].map(Errno::raw_os_error);
    error
        .raw_os_error()
        .is_some_and(|code| gone.contains(&code))
}

#[cfg(not(unix))]
fn says_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

/// Whether the terminal knows what is switched on and off at both ends.
pub(super) fn has_modes() -> bool {
    let term = std::env::var("TERM").unwrap_or_default();
    knows_modes(&term)
}

fn knows_modes(term: &str) -> bool {
    let name = term.split_once('-').map_or(term, |(name, _)| name);
    !WITHOUT_MODES.contains(&name)
}

fn prepare() -> io::Result<()> {
    enable_raw_mode()?;
    if !has_modes() {
        return execute!(stdout(), Clear(ClearType::All));
    }
    // Without an alternate screen, what was there before would show where nothing is drawn.
    execute!(
        stdout(),
        EnterAlternateScreen,
        Clear(ClearType::All),
        EnableBracketedPaste
    )?;
    if MOUSE.load(Ordering::SeqCst) {
        execute!(stdout(), MouseOn)?;
    }
    Ok(())
}

/// Has the terminal tell what the mouse does, or not any more; also after the program was suspended.
///
/// # Errors
/// When the terminal is gone.
pub fn use_mouse(on: bool) -> io::Result<()> {
    let on = on && has_modes();
    MOUSE.store(on, Ordering::SeqCst);
    match (is_taken(), on) {
        (true, true) => execute!(stdout(), MouseOn),
        (true, false) if has_modes() => execute!(stdout(), MouseOff),
        _ => Ok(()),
    }
}

/// Presses, drags and the wheel, in the coding that knows no widest screen. Mere movements are not
/// asked for: they would wake the program for nothing.
struct MouseOn;

impl Command for MouseOn {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        f.write_str("\x1b[?1000h\x1b[?1002h\x1b[?1006h")
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> io::Result<()> {
        crossterm::event::EnableMouseCapture.execute_winapi()
    }

    #[cfg(windows)]
    fn is_ansi_code_supported(&self) -> bool {
        false
    }
}

/// None of [`MouseOn`] any more.
struct MouseOff;

impl Command for MouseOff {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        f.write_str("\x1b[?1006l\x1b[?1002l\x1b[?1000l")
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> io::Result<()> {
        crossterm::event::DisableMouseCapture.execute_winapi()
    }

    #[cfg(windows)]
    fn is_ansi_code_supported(&self) -> bool {
        false
    }
}

/// Writes a control sequence.
///
/// # Errors
/// When the terminal is gone.
pub fn write(sequence: &str) -> io::Result<()> {
    let mut terminal = stdout();
    terminal.write_all(sequence.as_bytes())?;
    terminal.flush()
}

/// Does every step, whatever the others do: the terminal may be half gone.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        if MOUSE.load(Ordering::SeqCst) {
            drop(execute!(stdout(), MouseOff));
        }
        let has_modes = has_modes();
        if has_modes {
            drop(execute!(stdout(), DisableBracketedPaste));
        }
        // Without an alternate screen, the shell goes on in an empty one.
        drop(execute!(stdout(), Clear(ClearType::All), MoveTo(0, 0)));
        if has_modes {
            drop(execute!(stdout(), LeaveAlternateScreen));
        }
        drop(execute!(stdout(), Show));
        drop(disable_raw_mode());
    }
}

/// A panic of the UI gives the terminal back before it is told. Panics of other threads must not
/// write over the screen; who awaits their work learns of them.
fn install_panic_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let tell = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            let owner = OWNER.lock().ok().and_then(|owner| *owner);
            if TAKEN.load(Ordering::SeqCst) && owner != Some(thread::current().id()) {
                tracing::error!("{panic}");
                return;
            }
            give_back();
            tell(panic);
        }));
    });
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{is_gone, knows_modes};

    #[test]
    fn old_terminals_are_not_sent_what_they_do_not_know() {
        for (term, expected) in [
            ("vt100", false),
            ("vt100-nam", false),
            ("vt220", false),
            ("xterm-256color", true),
            ("linux", true),
            ("", true),
        ] {
            assert_eq!(knows_modes(term), expected, "{term}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_closed_terminal_is_known_by_its_errors() {
        let closed = || io::Error::from(rustix::io::Errno::IO);
        assert!(is_gone(&closed()));
        assert!(is_gone(&io::Error::other(closed())));
        assert!(!is_gone(&io::Error::other("another")));
        assert!(!is_gone(&rustix::io::Errno::ACCESS.into()));
    }
}
