//! The language of the search box: fields, exact words and free words.
//!
//! ```text
//! token caching type:decision agent:qa project:"my app" before:90d "exact words"
//! ```
//!
//! A field is one of [`FIELDS`], a colon and a value right after it; values of one field are
//! alternatives. Anything else with a colon (`https://x`, `std::vec`, `12:30`) is a plain word.

use std::ops::Range;

use chrono::{DateTime, Utc};

use super::{filter::Filter, when};

/// The fields that may stand before a colon.
pub const FIELDS: [&str; 7] = [
    "type", "agent", "project", "repo", "session", "before", "after",
];

/// Names that other programs use for our fields, too far from them to be taken for a slip.
const FOREIGN_NAMES: [(&str, &str); 3] = [
    ("repository", "repo"),
    ("since", "after"),
    ("until", "before"),
];

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
    pub parts: Vec<Part>,
    /// What could not be understood; the rest of the query still holds.
    pub errors: Vec<QueryError>,
}

/// A part of the line with a meaning of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Byte range within the line.
    pub span: Range<usize>,
    /// What it is.
    pub kind: PartKind,
}

/// What a part of the line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// The name of a field with its colon.
    Field,
    /// What stands between quotes, and the quotes: exact words, or a field's value.
    Quoted,
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
            query.note_parts(line, &token);
            query.take(line, token, now);
        }
        query
    }

    fn note_parts(&mut self, line: &str, token: &Token) {
        let mut note = |span, kind| self.parts.push(Part { span, kind });
        let quoted = line[..token.value.start].ends_with('"') && token.value.start > token.start;
        let value = token.value.start - usize::from(quoted);
        if let TokenKind::Field(_) = token.kind {
            note(token.start..value, PartKind::Field);
        }
        if quoted {
            note(value..token.end, PartKind::Quoted);
        }
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

    fn set_field(&mut self, field: &str, value: &str, span: Range<usize>, now: DateTime<Utc>) {
        let filter = &mut self.filter;
        let values = match field {
            "type" => &mut filter.kinds,
            "agent" => &mut filter.agents,
            "project" => &mut filter.projects,
            "repo" => &mut filter.repositories,
            "session" => &mut filter.sessions,
            _ => {
                let bound = if field == "before" {
                    &mut filter.before
                } else {
                    &mut filter.after
                };
                match when::parse(value, now) {
                    _ if bound.is_some() => self.errors.push(QueryError {
                        span,
                        message: format!("`{field}:` stands twice: keep one of them"),
                    }),
                    Ok(moment) => *bound = Some(moment),
                    Err(error) => self.errors.push(QueryError {
                        span,
                        message: error.to_string(),
                    }),
                }
                return;
            }
        };
        if !values.iter().any(|known| known == value) {
            values.push(value.to_owned());
        }
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
        if let Some(field) = nearest_field(&name.to_ascii_lowercase()) {
            self.errors.push(QueryError {
                span: start..start + name.len(),
                message: format!(
                    "`{name}:` is no field: did you mean `{field}:`? To search for the word, put it in quotes"
                ),
            });
        }
    }
}

/// A piece of the line.
struct Token {
    kind: TokenKind,
    /// Where it begins.
    start: usize,
    /// The word, or what stands within quotes, or the field's value.
    value: Range<usize>,
    /// The value stands between two quotes.
    closed: bool,
    /// Where the next token may begin.
    end: usize,
}

enum TokenKind {
    Word,
    Exact,
    Field(&'static str),
}

fn next_token(line: &str, from: usize) -> Option<Token> {
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
fn field_at(line: &str, word: Range<usize>) -> Option<(&'static str, usize)> {
    let text = &line[word.clone()];
    let colon = text.find(':')?;
    let field = FIELDS
        .into_iter()
        .find(|field| field.eq_ignore_ascii_case(&text[..colon]))?;
    let value_start = word.start + colon + 1;
    let value = &line[value_start..];
    let prose =
        value.starts_with(char::is_whitespace) || value.starts_with(':') || value.starts_with("//");
    (!prose).then_some((field, value_start))
}

/// The field that a name is one slip away from (a letter missing, added, wrong, or two swapped).
fn nearest_field(name: &str) -> Option<&'static str> {
    FOREIGN_NAMES
        .into_iter()
        .find_map(|(foreign, field)| (foreign == name).then_some(field))
        .or_else(|| FIELDS.into_iter().find(|field| one_slip_apart(name, field)))
}

fn one_slip_apart(one: &str, two: &str) -> bool {
    let (short, long) = if one.len() <= two.len() {
        (one, two)
    } else {
        (two, one)
    };
    let same = short
        .bytes()
        .zip(long.bytes())
        .take_while(|(x, y)| x == y)
        .count();
    let (short, long) = (&short.as_bytes()[same..], &long.as_bytes()[same..]);
    match (short.len(), long.len()) {
        (0, 0) => false,
        (less, more) if less + 1 == more => short == &long[1..],
        (equal, more) if equal == more => {
            let swapped =
                equal >= 2 && short[0] == long[1] && short[1] == long[0] && short[2..] == long[2..];
            swapped || short[1..] == long[1..]
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-03-31T10:00:00Z".parse().unwrap()
    }

    fn parse(line: &str) -> Query {
        Query::parse(line, now())
    }

    fn assert_plain(line: &str) {
        let query = parse(line);
        assert_eq!(query.words, line);
        assert_eq!(query.filter, Filter::default());
        assert_eq!(query.errors, []);
    }

    #[test]
    fn the_line_of_the_manual() {
        let query =
            parse("token type:decision agent:qa project:x before:90d \"exact words\" cache");
        assert_eq!(query.words, "token exact words cache");
        assert_eq!(query.filter.kinds, ["decision"]);
        assert_eq!(query.filter.agents, ["qa"]);
        assert_eq!(query.filter.projects, ["x"]);
        assert_eq!(query.filter.contains, ["exact words"]);
        assert_eq!(
            query.filter.before.unwrap().to_rfc3339(),
            "2025-12-31T10:00:00+00:00"
        );
        assert!(query.typing);
        assert_eq!(query.errors, []);
    }

    #[test]
    fn parts_are_told_apart() {
        let line = r#"token TYPE:decision "exact words" project:"my app"x type: y type::Z https://x "open"#;
        let query = parse(line);
        let told: Vec<_> = query
            .parts
            .iter()
            .map(|part| (&line[part.span.clone()], part.kind))
            .collect();
        assert_eq!(
            told,
            [
                ("TYPE:", PartKind::Field),
                ("\"exact words\"", PartKind::Quoted),
                ("project:", PartKind::Field),
                ("\"my app\"", PartKind::Quoted),
                ("\"open", PartKind::Quoted),
            ]
        );
    }

    #[test]
    fn values_of_one_field_are_alternatives() {
        let query = parse("type:issue TYPE:pattern type:issue repo:a session:s1");
        assert_eq!(query.filter.kinds, ["issue", "pattern"]);
        assert_eq!(query.filter.repositories, ["a"]);
        assert_eq!(query.filter.sessions, ["s1"]);
        assert_eq!(query.words, "");
        assert!(!query.typing);
    }

    #[test]
    fn values_may_be_quoted() {
        let query = parse("project:\"my app\"next agent:\"\"");
        assert_eq!(query.filter.projects, ["my app"]);
        assert_eq!(query.filter.agents, [""]);
        assert_eq!(query.words, "next");
    }

    #[test]
    fn colons_in_prose_make_no_field() {
        for line in [
            "https://example.org/x",
            "std::vec",
            "12:30",
            "foo:bar",
            "type: mismatch",
            "type::Name",
            "error: after: all",
            ":",
            "日本:語",
        ] {
            assert_plain(line);
        }
    }

    #[test]
    fn a_slip_is_searched_for_and_pointed_at() {
        for (line, field) in [
            ("tpye:issue", "type"),
            ("agnet:qa", "agent"),
            ("projects:x", "project"),
            ("rep:x", "repo"),
            ("sesion:x", "session"),
            ("since:90d", "after"),
        ] {
            let query = parse(line);
            assert_eq!(query.words, line);
            let [error] = query.errors.as_slice() else {
                panic!("one error for {line}")
            };
            assert_eq!(&line[error.span.clone()], line.split_once(':').unwrap().0);
            assert!(error.message.contains(&format!("did you mean `{field}:`")));
        }
    }

    #[test]
    fn a_wrong_date_is_quoted() {
        let line = "cache before:2026-13-01";
        let query = parse(line);
        assert_eq!(&line[query.errors[0].span.clone()], "2026-13-01");
        assert!(query.errors[0].message.contains("`13`"));
        assert_eq!(query.words, "cache");
    }

    #[test]
    fn a_bound_stands_once() {
        let query = parse("after:1w after:2w");
        assert_eq!(query.errors.len(), 1);
        assert!(query.filter.after.is_some());
    }

    #[test]
    fn what_is_being_typed_is_tolerated() {
        for (line, words, contains, typing) in [
            ("\"exact wo", "exact wo", vec!["exact wo"], true),
            ("\"exact ", "exact", vec!["exact "], false),
            ("\"", "", vec![], false),
            ("\"\"", "", vec![], false),
            ("type:", "", vec![], false),
            ("type:\"", "", vec![], false),
            ("auth ", "auth", vec![], false),
            ("auth", "auth", vec![], true),
        ] {
            let query = parse(line);
            assert_eq!(query.words, words, "{line}");
            assert_eq!(query.filter.contains, contains, "{line}");
            assert_eq!(query.typing, typing, "{line}");
            assert_eq!(query.filter.kinds, Vec::<String>::new(), "{line}");
            assert_eq!(query.errors, [], "{line}");
        }
    }

    /// Lines made of the language's own pieces, and of anything.
    fn lines() -> impl Strategy<Value = String> {
        let pieces = prop_oneof![
            Just("type:".to_owned()),
            Just("before:".to_owned()),
            Just("afetr:".to_owned()),
            Just("\"".to_owned()),
            Just(":".to_owned()),
            Just(" ".to_owned()),
            Just("\u{3000}".to_owned()),
            Just("90d".to_owned()),
            Just("日本".to_owned()),
            any::<String>(),
        ];
        prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn errors_point_into_the_line(line in lines()) {
            for error in parse(&line).errors {
                prop_assert!(line.get(error.span.clone()).is_some());
                prop_assert!(!error.message.is_empty());
                prop_assert!(!error.message.contains('\n') || line.contains('\n'));
            }
        }

        #[test]
        fn parts_stand_in_order(line in lines()) {
            let mut end = 0;
            for part in parse(&line).parts {
                prop_assert!(part.span.start >= end && part.span.end > part.span.start);
                prop_assert!(line.get(part.span.clone()).is_some());
                end = part.span.end;
            }
        }

        #[test]
        fn every_prefix_can_be_read(line in lines()) {
            for (at, _) in line.char_indices() {
                let query = parse(&line[..at]);
                prop_assert!(!query.typing || !query.words.is_empty());
            }
        }

        #[test]
        fn a_quoted_value_comes_back(value in "[^\"]{1,20}") {
            let query = parse(&format!("project:\"{value}\""));
            prop_assert_eq!(query.filter.projects, [value]);
            prop_assert_eq!(query.errors, []);
        }

        #[test]
        fn words_without_syntax_stay(words in prop::collection::vec("[a-z0-9é日]{1,8}", 1..6)) {
            let line = words.join("  ");
            let query = parse(&line);
            prop_assert_eq!(query.words, words.join(" "));
            prop_assert_eq!(query.filter, Filter::default());
            prop_assert!(query.typing);
        }
    }
}
