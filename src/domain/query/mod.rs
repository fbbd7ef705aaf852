//! The language of the search box: fields, exact words and free words.
//!
//! ```text
//! token caching type:decision agent:qa project:"my app" before:90d "exact words"
//! ```
//!
//! A field is one of [`Field::ALL`], a colon and a value right after it; values of one field are
//! alternatives. Anything else with a colon (`https://x`, `std::vec`, `12:30`) is a plain word.

mod clause;
mod completing;
mod field;
mod moments;
mod token;

use std::ops::Range;

use chrono::{DateTime, Utc};

use self::token::{Token, TokenKind, next_token};
use super::{filter::Filter, when};

pub use self::{
    clause::{Clause, finished, toggled, without},
    completing::{Completing, completed, completing},
    field::Field,
    moments::{Moment, moments},
};

/// What is wrong with two moments between which there is no time.
const NO_TIME: &str =
    "no time lies between `after:` and `before:`; exchange them, as in after:90d before:1d";

/// What a line in the search box means.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// The free words and exact words in their order, to rank by; empty when only filters stand.
    pub words: String,
    /// The line ends inside a word, so the last of [`Query::words`] is still being typed.
    pub typing: bool,
    /// The fields, and exact words as [`Filter::contains`].
    pub filter: Filter,
    /// The parts of the line that are not free words, in order, without overlaps.
    pub clauses: Vec<Clause>,
    /// What could not be understood; the rest of the query still holds.
    pub errors: Vec<QueryError>,
}

/// A part of the line that is probably not what its writer meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// Byte range within the line.
    pub span: Range<usize>,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl Query {
    /// Reads a line. Never fails: what is wrong is listed in [`Query::errors`].
    #[must_use]
    pub fn parse(line: &str, now: DateTime<Utc>) -> Self {
        let mut query = Self::default();
        let mut at = 0;
        while let Some(token) = next_token(line, at) {
            at = token.end;
            query.clauses.extend(Clause::of(line, &token));
            query.take(line, token, now);
        }
        query
    }

    fn take(&mut self, line: &str, token: Token, now: DateTime<Utc>) {
        let text = &line[token.value.clone()];
        match token.kind {
            TokenKind::Exact => {
                if !text.trim().is_empty() {
                    self.filter.contains.push(text.to_owned());
                    self.add_words(text.trim());
                    self.typing = !token.closed && !text.ends_with(char::is_whitespace);
                }
            }
            TokenKind::Word => {
                self.add_words(text);
                self.typing = token.end == line.len();
                self.hint_at_field(text, token.value.start);
            }
            TokenKind::Field(field) => {
                let being_typed = text.is_empty() && !token.closed;
                if !being_typed {
                    self.set_field(field, text, token.value, now);
                }
            }
        }
    }

    fn add_words(&mut self, words: &str) {
        if !self.words.is_empty() {
            self.words.push(' ');
        }
        self.words.push_str(words);
    }

    fn set_field(&mut self, field: Field, value: &str, span: Range<usize>, now: DateTime<Utc>) {
        if let Some(values) = field.values_in(&mut self.filter) {
            if !values.iter().any(|known| known == value) {
                values.push(value.to_owned());
            }
            return;
        }
        let bound = if field == Field::Before {
            &mut self.filter.before
        } else {
            &mut self.filter.after
        };
        let message = match when::parse(value, now) {
            _ if bound.is_some() => {
                format!("`{}:` stands twice: keep one of them", field.name())
            }
            Ok(moment) => {
                *bound = Some(moment);
                if !self.filter.spans_no_time() {
                    return;
                }
                NO_TIME.to_owned()
            }
            Err(error) => error.to_string(),
        };
        self.errors.push(QueryError { span, message });
    }

    /// A word such as `tpye:issue` is searched for, and its writer told what it looks like.
    fn hint_at_field(&mut self, word: &str, start: usize) {
        let Some((name, value)) = word.split_once(':') else {
            return;
        };
        let plain = value.is_empty() || value.starts_with([':', '/', '\\']);
        if plain || !name.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return;
        }
        if let Some(field) = Field::nearest(&name.to_ascii_lowercase()) {
            let field = field.name();
            self.errors.push(QueryError {
                span: start..start + name.len(),
                message: format!(
                    "`{name}:` is no field: did you mean `{field}:`? To search for the word, put it in quotes"
                ),
            });
        }
    }
}

#[cfg(test)]
mod tests;
