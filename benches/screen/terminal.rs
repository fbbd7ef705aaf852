//! A program in a pseudo-terminal. What it writes is stamped as it is read and drawn afterwards, so
//! that drawing costs the figures nothing.

use std::{
    io::{Read, Write},
    num::NonZeroU16,
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::Result;

const ROWS: NonZeroU16 = NonZeroU16::new(40).unwrap();
const COLUMNS: NonZeroU16 = NonZeroU16::new(140).unwrap();

const SIZE: PtySize = PtySize {
    rows: ROWS.get(),
    cols: COLUMNS.get(),
    pixel_width: 0,
    pixel_height: 0,
};

/// A program asks what kind of terminal this is, and is answered as xterm does.
const QUESTION: &[u8] = b"\x1b[c";
const ANSWER: &[u8] = b"\x1b[?62;22c";

/// The program and its screen.
pub struct Terminal {
    /// When the program was started.
    pub started: Instant,
    pieces: Receiver<Piece>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    parser: vt100::Parser,
    /// The terminal ends with it.
    _master: Box<dyn MasterPty + Send>,
}

/// What was read at once, and when.
struct Piece {
    stamp: Instant,
    bytes: Vec<u8>,
}

impl Terminal {
    /// Starts a program.
    pub fn start(command: CommandBuilder) -> Result<Self> {
        let pair = native_pty_system().openpty(SIZE)?;
        let mut reader = pair.master.try_clone_reader()?;
        let writer = pair.master.take_writer()?;
        let (sender, pieces) = mpsc::channel();
        thread::spawn(move || read(&mut reader, &sender));
        let started = Instant::now();
        let child = pair.slave.spawn_command(command)?;
        Ok(Self {
            started,
            pieces,
            writer,
            child,
            parser: vt100::Parser::new(ROWS, COLUMNS, 0),
            _master: pair.master,
        })
    }

    /// The system's number of the program.
    pub fn process(&self) -> Result<u32> {
        self.child
            .process_id()
            .ok_or_else(|| "the program has no number".into())
    }

    /// What shows.
    pub fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// Presses keys; gives the moment before.
    pub fn press(&mut self, keys: &str) -> Result<Instant> {
        let pressed = Instant::now();
        self.writer.write_all(keys.as_bytes())?;
        self.writer.flush()?;
        Ok(pressed)
    }

    /// Draws what comes next, and tells when it came; `None` when nothing does for so long.
    pub fn next(&mut self, patience: Duration) -> Result<Option<Instant>> {
        match self.pieces.recv_timeout(patience) {
            Ok(Piece { stamp, bytes }) => {
                if bytes.windows(QUESTION.len()).any(|part| part == QUESTION) {
                    self.writer.write_all(ANSWER)?;
                    self.writer.flush()?;
                }
                self.parser.process(&bytes);
                Ok(Some(stamp))
            }
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => {
                Err(format!("the program ended:\n{}", self.screen().contents()).into())
            }
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may be gone already.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn read(reader: &mut impl Read, pieces: &Sender<Piece>) {
    let mut bytes = vec![0; 1 << 16];
    while let Ok(count @ 1..) = reader.read(&mut bytes) {
        let piece = Piece {
            stamp: Instant::now(),
            bytes: bytes[..count].to_vec(),
        };
        if pieces.send(piece).is_err() {
            return;
        }
    }
}
