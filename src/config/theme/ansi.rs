//! The colours of terminals that have sixteen.

use serde::Deserialize;

/// One of them, or whatever the terminal's own is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ansi {
    /// The terminal's own.
    Default,
    /// Number 0.
    Black,
    /// Number 1.
    Red,
    /// Number 2.
    Green,
    /// Number 3.
    Yellow,
    /// Number 4.
    Blue,
    /// Number 5.
    Magenta,
    /// Number 6.
    Cyan,
    /// Number 7, a light grey.
    White,
    /// Number 8, a dark grey.
    BrightBlack,
    /// Number 9.
    BrightRed,
    /// Number 10.
    BrightGreen,
    /// Number 11.
    BrightYellow,
    /// Number 12.
    BrightBlue,
    /// Number 13.
    BrightMagenta,
    /// Number 14.
    BrightCyan,
    /// Number 15.
    BrightWhite,
}
