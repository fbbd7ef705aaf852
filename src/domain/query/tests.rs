//! What lines mean.

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
    let query = parse("token type:decision agent:qa project:x before:90d \"exact words\" cache");
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
fn bounds_without_time_between_them_are_pointed_at() {
    for line in ["before:90d after:1d", "after:2026-01-01 before:2026-01-01"] {
        let query = parse(line);
        let [error] = query.errors.as_slice() else {
            panic!("one error for {line}")
        };
        assert_eq!(error.span.end, line.len(), "{line}");
        assert!(error.message.contains("exchange them"), "{line}");
    }
    assert_eq!(parse("before:1d after:90d").errors, []);
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
