//! A line, cut into words, exact words and fields.

use std::ops::Range;

use super::Field;

/// A piece of the line.
pub(super) struct Token {
    pub(super) kind: TokenKind,
    /// Where it begins.
    pub(super) start: usize,
    /// The word, or what stands within quotes, or the field's value.
    pub(super) value: Range<usize>,
    /// The value stands between two quotes.
    pub(super) closed: bool,
    /// Where the next token may begin.
    pub(super) end: usize,
}

pub(super) enum TokenKind {
    Word,
    Exact,
    Field(Field),
}

pub(super) fn next_token(line: &str, from: usize) -> Option<Token> {
    let rest = &line[from..];
    let start = from + rest.find(|c: char| !c.is_whitespace())?;
    if line[start..].starts_with('"') {
        let (value, end, closed) = quoted(line, start);
        return Some(Token {
            kind: TokenKind::Exact,
            start,
            value,
            closed,
            end,
        });
    }
    let end = word_end(line, start);
    if let Some((field, value_start)) = field_at(line, start..end) {
        let (value, end, closed) = if line[value_start..].starts_with('"') {
            quoted(line, value_start)
        } else {
            (value_start..end, end, false)
        };
        return Some(Token {
            kind: TokenKind::Field(field),
            start,
            value,
            closed,
            end,
        });
    }
    Some(Token {
        kind: TokenKind::Word,
        start,
        value: start..end,
        closed: false,
        end,
    })
}

fn word_end(line: &str, start: usize) -> usize {
    line[start..]
        .find(char::is_whitespace)
        .map_or(line.len(), |length| start + length)
}

/// What stands within the quotes that open at `start`, where to go on, and whether they close. A
/// quote still open is one being typed: it reaches to the line's end.
fn quoted(line: &str, start: usize) -> (Range<usize>, usize, bool) {
    let inner = start + 1;
    match line[inner..].find('"') {
        Some(length) => (inner..inner + length, inner + length + 1, true),
        None => (inner..line.len(), line.len(), false),
    }
}

/// The field that a word names, and where its value starts. A colon followed by a space makes no
/// field (`type: mismatch` is prose), nor do two colons or a colon and a slash.
fn field_at(line: &str, word: Range<usize>) -> Option<(Field, usize)> {
    let text = &line[word.clone()];
    let colon = text.find(':')?;
    let field = Field::named(&text[..colon])?;
    let value_start = word.start + colon + 1;
    let value = &line[value_start..];
    let prose =
        value.starts_with(char::is_whitespace) || value.starts_with(':') || value.starts_with("//");
    (!prose).then_some((field, value_start))
}
