//! The parts of a line with a meaning of their own, and how to add one or take one out.

use std::ops::Range;

use super::{
    Field, Query,
    token::{Token, TokenKind},
};
use crate::domain::query_line::written;

/// A field with its value, or exact words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Byte range within the line, quotes included.
    pub span: Range<usize>,
    /// The field; `None` for exact words.
    pub field: Option<Field>,
    /// Byte range of the value or the words, without quotes.
    pub value: Range<usize>,
    /// It stands in quotes.
    pub quoted: bool,
    /// Its quotes are still open.
    pub open: bool,
}

impl Clause {
    /// What a token says; `None` for a free word.
    pub(super) fn of(line: &str, token: &Token) -> Option<Self> {
        let field = match token.kind {
            TokenKind::Word => return None,
            TokenKind::Exact => None,
            TokenKind::Field(field) => Some(field),
        };
        let quoted = token.value.start > token.start && line[..token.value.start].ends_with('"');
        Some(Self {
            span: token.start..token.end,
            field,
            value: token.value.clone(),
            quoted,
            open: quoted && !token.closed,
        })
    }

    /// Byte range of the field's name with its colon; empty for exact words.
    #[must_use]
    pub fn name(&self) -> Range<usize> {
        self.span.start..self.value.start - usize::from(self.quoted)
    }

    /// Byte range of the value with its quotes.
    #[must_use]
    pub fn argument(&self) -> Range<usize> {
        self.name().end..self.span.end
    }

    /// Nothing follows the colon yet.
    #[must_use]
    pub fn is_unfinished(&self) -> bool {
        self.value.is_empty() && (self.open || !self.quoted)
    }
}

/// The line with a value of a field added at its end, or taken out when it has it. A moment takes
/// the place of the one that stands there. `None` when the language cannot write the value: it
/// holds white space and a quotation mark.
#[must_use]
pub fn toggled(line: &str, field: Field, value: &str) -> Option<String> {
    // What a date means does not matter here.
    let query = Query::parse(line, chrono::DateTime::UNIX_EPOCH);
    let of_field = |clause: &&Clause| clause.field == Some(field);
    let same = |clause: &&Clause| of_field(clause) && line[clause.value.clone()] == *value;
    let has = |clause: &&Clause| same(clause) && !clause.is_unfinished();
    if query.clauses.iter().any(|clause| has(&clause)) {
        let spans = query.clauses.iter().filter(has);
        return Some(without_all(line, spans.map(|clause| clause.span.clone())));
    }
    let written = written(value)?;
    let mut kept = if field.is_moment() {
        let spans = query.clauses.iter().filter(of_field);
        without_all(line, spans.map(|clause| clause.span.clone()))
    } else {
        line.to_owned()
    };
    finish(&mut kept);
    if !kept.is_empty() && !kept.ends_with(char::is_whitespace) {
        kept.push(' ');
    }
    Some(format!("{kept}{}:{written} ", field.name()))
}

/// The line without a part of it, and without the gap that would be left.
#[must_use]
pub fn without(line: &str, span: Range<usize>) -> String {
    let (before, after) = (&line[..span.start], line[span.end..].trim_start());
    if after.is_empty() || before.is_empty() || before.ends_with(char::is_whitespace) {
        format!("{before}{after}")
    } else {
        format!("{before} {after}")
    }
}

fn without_all(line: &str, spans: impl DoubleEndedIterator<Item = Range<usize>>) -> String {
    spans
        .rev()
        .fold(line.to_owned(), |line, span| without(&line, span))
}

/// The line without the fields whose value is still to come.
#[must_use]
pub fn finished(line: &str) -> String {
    // What a date means does not matter here.
    let query = Query::parse(line, chrono::DateTime::UNIX_EPOCH);
    let unfinished = query.clauses.iter().filter(|clause| clause.is_unfinished());
    without_all(line, unfinished.map(|clause| clause.span.clone()))
}

/// Ends what is being typed, so that more can follow: an open quote closes, and a field without a
/// value goes.
fn finish(line: &mut String) {
    let query = Query::parse(line, chrono::DateTime::UNIX_EPOCH);
    let Some(last) = query
        .clauses
        .last()
        .filter(|last| last.span.end == line.len())
    else {
        return;
    };
    if last.is_unfinished() {
        line.truncate(last.span.start);
    } else if last.open {
        line.push('"');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::filter::Filter;

    fn filter(line: &str) -> Filter {
        Query::parse(line, chrono::DateTime::UNIX_EPOCH).filter
    }

    #[test]
    fn a_filter_is_added_at_the_end() {
        for (line, field, value, expected) in [
            ("", Field::Type, "decision", "type:decision "),
            ("token", Field::Agent, "qa", "token agent:qa "),
            ("token ", Field::Agent, "qa", "token agent:qa "),
            (
                "type:issue",
                Field::Type,
                "decision",
                "type:issue type:decision ",
            ),
            ("a", Field::Project, "my app", "a project:\"my app\" "),
            ("a", Field::Agent, "", "a agent:\"\" "),
            (
                "\"exact wo",
                Field::Type,
                "issue",
                "\"exact wo\" type:issue ",
            ),
            ("a type:", Field::Agent, "qa", "a agent:qa "),
            ("a \"", Field::Agent, "qa", "a agent:qa "),
            (
                "after:1w a",
                Field::After,
                "2026-01-01",
                "a after:2026-01-01 ",
            ),
        ] {
            assert_eq!(
                toggled(line, field, value).as_deref(),
                Some(expected),
                "{line}"
            );
        }
        assert_eq!(toggled("a", Field::Agent, "a \"b\""), None);
    }

    #[test]
    fn a_filter_that_is_there_goes() {
        for (line, field, value, expected) in [
            ("type:decision ", Field::Type, "decision", ""),
            ("a TYPE:decision b", Field::Type, "decision", "a b"),
            ("a type:\"decision\"b", Field::Type, "decision", "a b"),
            ("type:x a type:y type:x", Field::Type, "x", "a type:y "),
            ("agent:\"\" a", Field::Agent, "", "a"),
            ("before:90d a", Field::Before, "90d", "a"),
        ] {
            assert_eq!(
                toggled(line, field, value).as_deref(),
                Some(expected),
                "{line}"
            );
        }
    }

    #[test]
    fn clauses_know_their_parts() {
        let line = r#"token TYPE:decision "exact words" project:"my app"x type: y type::Z https://x "open"#;
        let query = Query::parse(line, chrono::DateTime::UNIX_EPOCH);
        let told: Vec<_> = query
            .clauses
            .iter()
            .map(|clause| {
                (
                    &line[clause.name()],
                    &line[clause.argument()],
                    &line[clause.value.clone()],
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("TYPE:", "decision", "decision"),
                ("", "\"exact words\"", "exact words"),
                ("project:", "\"my app\"", "my app"),
                ("", "\"open", "open"),
            ]
        );
        assert!(query.clauses[3].open);
    }

    proptest! {
        #[test]
        fn what_is_added_is_in_force_and_goes_again(
            line in "[a-z: \"é日]{0,24}",
            field in prop::sample::select(&Field::ALL[..5]),
            value in "[a-z/: é]{0,8}",
        ) {
            let before = filter(&line);
            prop_assume!(!before.clone().names(field).contains(&value));
            let with = toggled(&line, field, &value).unwrap();
            prop_assert!(filter(&with).names(field).contains(&value), "{}", with);
            let again = toggled(&with, field, &value).unwrap();
            prop_assert!(!filter(&again).names(field).contains(&value), "{}", again);
        }

        #[test]
        fn clauses_stand_in_order(line in "[a-z: \"é日]{0,24}|.{0,24}") {
            let mut end = 0;
            for clause in Query::parse(&line, chrono::DateTime::UNIX_EPOCH).clauses {
                prop_assert!(clause.span.start >= end && clause.span.end > clause.span.start);
                prop_assert!(line.get(clause.value.clone()).is_some());
                prop_assert!(line.get(clause.argument()).is_some());
                end = clause.span.end;
                let _ = without(&line, clause.span);
            }
        }
    }

    impl Filter {
        fn names(mut self, field: Field) -> Vec<String> {
            field.values_in(&mut self).cloned().unwrap_or_default()
        }
    }
}
