use proptest::prelude::*;

use super::*;
use crate::domain::change::Edit;

fn entry() -> Entry {
    Entry {
        repository: "statushub".into(),
        id: "decision-1795330760844-f6gbnd".into(),
        text: "Tokens are signed.\nSee RFC 7519.".into(),
        kind: "decision".into(),
        project_id: "statushub/api".into(),
        session_id: String::new(),
        agent: "architect".into(),
        timestamp: "2026-11-22T03:12:40.844Z".into(),
        metadata: r#"{"tags":["auth"]}"#.into(),
        revision: String::new(),
        null_columns: Vec::new(),
    }
}

fn document() -> String {
    let entry = entry();
    to_document(&Fields::from(&entry), &entry)
}

/// What the edited document changes.
fn edit(from: &str, to: &str) -> Edit {
    let document = document();
    assert!(document.contains(from), "{document}");
    let draft = parse(&document.replacen(from, to, 1), &entry()).unwrap();
    draft.edit_of(&Fields::from(&entry()))
}

fn wrong(from: &str, to: &str) -> DraftError {
    parse(&document().replacen(from, to, 1), &entry()).unwrap_err()
}

#[test]
fn a_document_for_people() {
    insta::assert_snapshot!(document());
}

#[test]
fn only_what_differs_is_changed() {
    assert!(edit("x", "x").is_empty());
    let only_text = edit("signed.", "signed with RS256.");
    assert_eq!(only_text.fields(), ["text"]);
    assert_eq!(
        only_text.text.as_deref(),
        Some("Tokens are signed with RS256.\nSee RFC 7519.")
    );
    assert_eq!(
        edit("type: decision", "type:   pattern  ").kind.as_deref(),
        Some("pattern")
    );
    assert_eq!(
        edit("session:", "session: s-1").session_id.as_deref(),
        Some("s-1")
    );
    assert_eq!(
        edit("agent: architect", "agent:").agent.as_deref(),
        Some("")
    );
    assert_eq!(
        edit("project: statushub/api", "project: \"a \\\"b\\\"\"")
            .project_id
            .as_deref(),
        Some("a \"b\"")
    );
    let over_lines = wrong("project: statushub/api", "project: \"a\\nb\"");
    assert!(over_lines.to_string().contains("control character"));
    let over_lines = edit(r#"{"tags":["auth"]}"#, "{\n\n  # why\n\t\"tags\": []\n}\n");
    assert_eq!(
        over_lines.metadata.as_deref(),
        Some("{\n\n\t\"tags\": []\n}")
    );
}

#[test]
fn the_last_line_break_is_the_document_s_own() {
    let with_end = |end: &str| {
        let start = document();
        let start = start.strip_suffix('\n').unwrap();
        parse(&format!("{start}{end}"), &entry())
            .unwrap()
            .get(Field::Text)
            .to_owned()
    };
    let text = entry().text;
    assert_eq!(with_end(""), text);
    assert_eq!(with_end("\n"), text);
    assert_eq!(with_end("\n\n"), format!("{text}\n"));
    assert_eq!(with_end("\r\n"), format!("{text}\r"));
}

#[test]
fn editors_of_other_systems_leave_the_fields_alone() {
    let document = format!("\u{feff}{}", document().replace('\n', "\r\n"));
    let edit = parse(&document, &entry())
        .unwrap()
        .edit_of(&Fields::from(&entry()));
    assert_eq!(edit.fields(), ["text"]);
    assert_eq!(
        edit.text.as_deref(),
        Some("Tokens are signed.\r\nSee RFC 7519.")
    );
}

#[test]
fn errors_name_line_and_reason() {
    for (from, to, line, reason) in [
        ("---\n", "", 1, "must begin"),
        ("type: ", "tpye: ", 5, "`tpye` is no field"),
        ("type: ", "type ", 5, "`type decision` is no field"),
        ("type: decision\n", "", 9, "`type` is missing"),
        ("agent: ", "type: ", 7, "second time"),
        (
            "type: decision",
            "type: \"decision",
            5,
            "`type` begins with a quote",
        ),
        ("type: decision", "type: \"a\\nb\"", 5, "control character"),
        ("\n---\nTokens", "\nTokens", 12, "is missing"),
        ("metadata: {", "metadata: {\n\"a\": 1,\n", 9, ""),
        (r#"{"tags":["auth"]}"#, "{\n\"a\": nope}", 10, "nope"),
        (r#"{"tags":["auth"]}"#, "[1]", 9, "`[1]` is no JSON object"),
        (r#"{"tags":["auth"]}"#, "\"{\\n]\"", 9, "is no JSON"),
        ("Tokens are signed.\nSee RFC 7519.", " ", 11, "white space"),
    ] {
        if reason.is_empty() {
            assert_eq!(edit(from, to).fields(), ["metadata"]);
            continue;
        }
        let error = wrong(from, to);
        assert_eq!(error.line, line, "{to}: {error}");
        assert!(error.reason.contains(reason), "{error}");
    }
}

#[test]
fn what_others_stored_may_stay_as_odd_as_it_is() {
    let odd = Entry {
        text: " ".into(),
        kind: "a\nb".into(),
        metadata: "{no json".into(),
        ..entry()
    };
    let document = to_document(&Fields::from(&odd), &odd).replace("architect", "qa");
    let draft = parse(&document, &odd).unwrap();
    assert_eq!(draft.edit_of(&Fields::from(&odd)).fields(), ["agent"]);
}

#[test]
fn a_complaint_stands_above_and_is_replaced() {
    let broken = document().replace("type: ", "tpye: ");
    let told = with_complaint(&broken, &wrong("type: ", "tpye: "));
    assert!(
        told.starts_with("# >>> line 8 is wrong: `tpye` is no field"),
        "{told}"
    );
    assert_eq!(told.lines().nth(7), Some("tpye: decision"));
    assert!(told.ends_with(&broken));

    let again = parse(&told, &entry()).unwrap_err();
    assert_eq!(again.line, 8);
    assert_eq!(with_complaint(&told, &again), told);
    let corrected = told.replace("tpye: ", "type: ");
    assert_eq!(parse(&corrected, &entry()), Ok(Fields::from(&entry())));
}

/// Texts that look like the document around them.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        Just("---".to_owned()),
        Just("\n---\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\n".to_owned()),
        Just("\t".to_owned()),
        Just("\0\u{1b}[2J\u{85}\u{202e}\u{feff}\u{2028}".to_owned()),
        Just("# >>> x\n".to_owned()),
        Just("type: x\n".to_owned()),
        Just("\"".to_owned()),
        Just("\\".to_owned()),
        Just("{\"a\": [1,\n\n\t2]}".to_owned()),
        Just("{\r\n}".to_owned()),
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_entry_comes_back(
        [text, kind, project_id, session_id, agent, metadata] in std::array::from_fn::<_, 6, _>(|_| hostile()),
        [repository, id, timestamp] in std::array::from_fn::<_, 3, _>(|_| hostile()),
    ) {
        let entry = Entry {
            repository, id, text, kind, project_id, session_id, agent, timestamp, metadata,
            revision: String::new(),
            null_columns: Vec::new(),
        };
        let draft = Fields::from(&entry);
        let document = to_document(&draft, &entry);
        prop_assert_eq!(&parse(&document, &entry).unwrap(), &draft);
        let told = with_complaint(&document, &DraftError::new(1, "\n---\n"));
        prop_assert_eq!(&parse(&told, &entry).unwrap(), &draft);
    }

    #[test]
    fn no_document_panics(document in hostile()) {
        let _ = parse(&document, &entry()).map_err(|error| with_complaint(&document, &error));
    }
}
