//! What of a line could be completed where its cursor stands.

use std::ops::Range;

use super::{
    Field,
    token::{TokenKind, next_token},
};
use crate::domain::query_line::written;

/// Fewer letters of a name are more likely a word than a field.
const MIN_LETTERS: usize = 2;

/// A part of the line that could be completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Completing {
    /// The name of a field.
    Name {
        /// The letters typed, as a byte range within the line.
        span: Range<usize>,
        /// The fields that begin so.
        fields: Vec<Field>,
    },
    /// The value of a field.
    Value {
        /// The field.
        field: Field,
        /// The value with its quotes, as a byte range within the line.
        span: Range<usize>,
        /// What of it is typed left of the cursor, without quotes.
        typed: String,
    },
}

impl Completing {
    /// What a completion would take the place of.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        match self {
            Self::Name { span, .. } | Self::Value { span, .. } => span.clone(),
        }
    }
}

/// What stands at the cursor (a byte offset) and could be completed.
#[must_use]
pub fn completing(line: &str, cursor: usize) -> Option<Completing> {
    let mut at = 0;
    while let Some(token) = next_token(line, at) {
        at = token.end;
        if cursor > token.end {
            continue;
        }
        if cursor < token.value.start {
            return None;
        }
        return match token.kind {
            TokenKind::Field(field) => {
                let quoted = line[..token.value.start].ends_with('"');
                let start = token.value.start - usize::from(quoted);
                Some(Completing::Value {
                    field,
                    span: start..token.end,
                    typed: line[token.value.start..cursor.min(token.value.end)].to_owned(),
                })
            }
            TokenKind::Word if cursor == token.end => word(&line[token.value.clone()], token.value),
            TokenKind::Word | TokenKind::Exact => None,
        };
    }
    None
}

fn word(word: &str, span: Range<usize>) -> Option<Completing> {
    // What follows a space is no value; right behind the colon it may become one.
    if let Some(field) = word.strip_suffix(':').and_then(Field::named) {
        return Some(Completing::Value {
            field,
            span: span.end..span.end,
            typed: String::new(),
        });
    }
    if word.len() < MIN_LETTERS {
        return None;
    }
    let begins = |field: &Field| {
        let start = field.name().get(..word.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    let fields: Vec<Field> = Field::ALL.into_iter().filter(begins).collect();
    (!fields.is_empty()).then_some(Completing::Name { span, fields })
}

/// The line with a part completed, and where the cursor goes (a byte offset): behind the colon of a
/// field, else behind a space, ready for the next word. `None` when the language cannot write the
/// value.
#[must_use]
pub fn completed(line: &str, part: &Completing, choice: &str) -> Option<(String, usize)> {
    let span = part.span();
    let (before, after) = (&line[..span.start], &line[span.end..]);
    let (text, gap) = match part {
        Completing::Name { .. } => (format!("{choice}:"), ""),
        Completing::Value { .. } => {
            let gap = if after.starts_with(char::is_whitespace) {
                ""
            } else {
                " "
            };
            (written(choice)?, gap)
        }
    };
    let cursor = before.len() + text.len() + usize::from(matches!(part, Completing::Value { .. }));
    Some((format!("{before}{text}{gap}{after}"), cursor))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Completes where `|` stands; the cursor is told by `|` again.
    fn complete(line: &str, choice: &str) -> Option<String> {
        let at = line.find('|').unwrap();
        let line = line.replace('|', "");
        let part = completing(&line, at)?;
        let (mut line, at) = completed(&line, &part, choice)?;
        line.insert(at, '|');
        Some(line)
    }

    fn typed(line: &str) -> Option<(Field, String)> {
        let at = line.find('|').unwrap();
        match completing(&line.replace('|', ""), at)? {
            Completing::Value { field, typed, .. } => Some((field, typed)),
            Completing::Name { .. } => None,
        }
    }

    fn offered(line: &str) -> Vec<&'static str> {
        match completing(line, line.len()) {
            Some(Completing::Name { fields, .. }) => fields.into_iter().map(Field::name).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn two_letters_offer_fields() {
        assert_eq!(offered("a re"), ["repo"]);
        assert_eq!(offered("AG"), ["agent"]);
        assert_eq!(offered("type"), ["type"]);
        for line in ["a", "t", "types", "日本", "\"ty", "ty ", "", "x:ty"] {
            assert_eq!(offered(line), [""; 0], "{line}");
        }
    }

    #[test]
    fn a_value_is_completed_where_the_cursor_is_in_it() {
        for (line, field, value) in [
            ("type:|", Field::Type, ""),
            ("type:de|", Field::Type, "de"),
            ("type:de|cision", Field::Type, "de"),
            ("type:\"my t|", Field::Type, "my t"),
            ("type:| agent:qa", Field::Type, ""),
            ("before:9|", Field::Before, "9"),
        ] {
            assert_eq!(typed(line), Some((field, value.to_owned())), "{line}");
        }
        for line in ["ty|pe:x", "type:x |", "type::|", "foo:|", "\"type:|"] {
            assert_eq!(typed(line), None, "{line}");
        }
    }

    #[test]
    fn completing_goes_on_where_one_would_type() {
        for (line, choice, expected) in [
            ("a ty|", "type", "a type:|"),
            ("a ty| b", "type", "a type:| b"),
            ("type:de|", "decision", "type:decision |"),
            ("type:de|x b", "decision", "type:decision |b"),
            ("agent:|", "my agent", "agent:\"my agent\" |"),
            ("agent:\"my a|", "my agent", "agent:\"my agent\" |"),
            ("type:| agent:qa", "issue", "type:issue |agent:qa"),
        ] {
            assert_eq!(complete(line, choice).as_deref(), Some(expected), "{line}");
        }
        assert_eq!(complete("agent:|", "a \"b"), None);
    }
}
