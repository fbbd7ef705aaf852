//! Lines made of parts that mean something; how each looks is said elsewhere.

use chrono::{DateTime, Utc};

use super::{cells, wrap};

/// What a part of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The name of a field or a key.
    Key,
    /// A value that is text.
    Text,
    /// A number.
    Number,
    /// `true`, `false`, `null`.
    Literal,
    /// Dots, bullets and the like.
    Mark,
    /// How long before now this moment was; has no text of its own.
    Age(DateTime<Utc>),
}

/// A line of parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RichLine {
    /// The parts, from left to right. Their text is as stored (untrusted).
    pub parts: Vec<(Role, String)>,
}

impl RichLine {
    /// A line of these parts.
    #[must_use]
    pub fn new(parts: Vec<(Role, String)>) -> Self {
        Self { parts }
    }
}

/// Adds a label with a value behind it. The value wraps within `width` under its own start, or
/// under the label where there is too little room.
pub fn push_field(
    lines: &mut Vec<RichLine>,
    label: Vec<(Role, String)>,
    label_width: usize,
    role: Role,
    value: &str,
    width: usize,
) {
    /// Values need so many columns to be readable beside their label.
    const MIN_VALUE: usize = 12;
    let mut parts = label;
    let mut hang = label_width;
    if width < label_width + MIN_VALUE && cells::width(value) + label_width > width {
        lines.push(RichLine::new(std::mem::take(&mut parts)));
        hang = label_width.min(2);
        parts.push((Role::Mark, " ".repeat(hang)));
    }
    let room = width.saturating_sub(hang).max(1);
    for paragraph in value.split('\n') {
        let paragraph = paragraph.strip_suffix('\r').unwrap_or(paragraph);
        let mut start = 0;
        loop {
            let (end, next) = wrap::first_line(&paragraph[start..], room);
            parts.push((role, paragraph[start..start + end].to_owned()));
            lines.push(RichLine::new(std::mem::take(&mut parts)));
            parts.push((Role::Mark, " ".repeat(hang)));
            start += next;
            if start >= paragraph.len() {
                break;
            }
        }
    }
}
