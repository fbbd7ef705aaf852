//! Writes the sixteen colours in the codes that every terminal with colours knows.
//!
//! `38;5;1` is red to a terminal of 256 colours; to an older one it is nothing, blinking and bold. The
//! code that both know is `31`.

use std::io::{self, Write};

const ESC: u8 = 0x1b;

/// What is not written through at once may be so long; longer is no setting of colours.
const MAX_HELD: usize = 64;

/// Passes everything on, but for those codes when they are `plain`.
#[derive(Debug)]
pub struct Codes<W> {
    out: W,
    plain: bool,
    /// A sequence that is not complete.
    held: Vec<u8>,
}

impl<W: Write> Codes<W> {
    /// Writes into `out`.
    pub fn new(out: W, plain: bool) -> Self {
        Self {
            out,
            plain,
            held: Vec::new(),
        }
    }

    fn take(&mut self, byte: u8, ready: &mut Vec<u8>) {
        if self.held.is_empty() && byte != ESC {
            ready.push(byte);
            return;
        }
        self.held.push(byte);
        match (self.held.len(), byte) {
            (1, _) | (2, b'[') => {}
            (3.., b'0'..=b'9' | b';') if self.held.len() < MAX_HELD => {}
            (3.., b'm') => {
                let parameters = String::from_utf8_lossy(&self.held[2..self.held.len() - 1]);
                let plain = format!("\x1b[{}m", plainer(&parameters));
                ready.extend(plain.into_bytes());
                self.held.clear();
            }
            _ => ready.append(&mut self.held),
        }
    }
}

impl<W: Write> Write for Codes<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.plain {
            return self.out.write(bytes);
        }
        let mut ready = Vec::with_capacity(bytes.len());
        for byte in bytes {
            self.take(*byte, &mut ready);
        }
        self.out.write_all(&ready)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Parameters of the sequence that sets colours, each of the sixteen by its own number.
fn plainer(parameters: &str) -> String {
    let parameters: Vec<&str> = parameters.split(';').collect();
    let mut rest = &parameters[..];
    let mut plain: Vec<String> = Vec::new();
    while let [first, behind @ ..] = rest {
        rest = behind;
        match (*first, behind) {
            ("38" | "48", ["5", number, behind @ ..]) => {
                rest = behind;
                let back = if *first == "48" { 10 } else { 0 };
                plain.push(match number.parse::<u8>() {
                    Ok(number @ 0..8) => (30 + back + number).to_string(),
                    Ok(number @ 8..16) => (90 + back + number - 8).to_string(),
                    _ => format!("{first};5;{number}"),
                });
            }
            _ => plain.push((*first).to_owned()),
        }
    }
    plain.join(";")
}

#[cfg(test)]
mod tests {
    use ratatui::{
        backend::{Backend, CrosstermBackend},
        buffer::Cell,
        style::{Color, Style},
    };

    use super::*;

    fn written(plain: bool, pieces: &[&str]) -> String {
        let mut out = Vec::new();
        let mut codes = Codes::new(&mut out, plain);
        for piece in pieces {
            codes.write_all(piece.as_bytes()).unwrap();
        }
        codes.flush().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_sixteen_colours_get_their_own_codes() {
        for (given, expected) in [
            ("\x1b[38;5;1mred", "\x1b[31mred"),
            ("\x1b[38;5;15;48;5;4m", "\x1b[97;44m"),
            ("\x1b[48;5;8m", "\x1b[100m"),
            ("\x1b[1;38;5;12m", "\x1b[1;94m"),
            ("\x1b[39;49m\x1b[0m", "\x1b[39;49m\x1b[0m"),
            ("\x1b[38;5;200m", "\x1b[38;5;200m"),
            ("\x1b[3;4H語\x1b[?25l", "\x1b[3;4H語\x1b[?25l"),
            ("\x1b]52;c;YQ==\x07", "\x1b]52;c;YQ==\x07"),
            ("\x1b\x1b[m", "\x1b\x1b[m"),
        ] {
            assert_eq!(written(true, &[given]), expected);
            let bytes: Vec<String> = given.chars().map(String::from).collect();
            let pieces: Vec<&str> = bytes.iter().map(String::as_str).collect();
            assert_eq!(written(true, &pieces), expected, "in pieces");
            assert_eq!(written(false, &[given]), given);
        }
    }

    #[test]
    fn a_screen_of_sixteen_colours_holds_no_other_codes() {
        let mut out = Vec::new();
        let mut backend = CrosstermBackend::new(Codes::new(&mut out, true));
        let mut cell = Cell::new("x");
        cell.set_style(Style::new().fg(Color::LightRed).bg(Color::Blue));
        crossterm::style::force_color_output(true);
        backend.draw([(0, 0, &cell)].into_iter()).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.contains("\x1b[91;44m"), "{out:?}");
        assert!(!out.contains("8;5;"), "{out:?}");
    }
}
