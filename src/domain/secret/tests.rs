//! How well credentials are told from the rest: labelled texts of both kinds, and any text.

use proptest::prelude::*;

use super::*;

/// Texts that hold one credential each, made up in the published shapes: kind, text, credential.
fn positives() -> Vec<(&'static str, String, Range<usize>)> {
    lines(include_str!("positives.tsv"))
        .map(|line| {
            let (kind, text) = line.split_once('\t').unwrap();
            // In two pieces, lest a scanner of sources take it for a real one.
            let text = plain(text).replace('¦', "");
            let (before, rest) = text.split_once('«').unwrap();
            let (value, after) = rest.split_once('»').unwrap();
            let span = before.len()..before.len() + value.len();
            (kind, [before, value, after].concat(), span)
        })
        .collect()
}

fn negatives() -> Vec<String> {
    lines(include_str!("negatives.txt")).map(plain).collect()
}

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#'))
}

fn plain(line: &str) -> String {
    line.replace('⏎', "\n")
}

#[test]
fn labelled_texts_are_told_apart() {
    let (positives, negatives) = (positives(), negatives());
    assert!(positives.len() >= 80 && negatives.len() >= 250);
    let (mut hit, mut right_kind) = (0_u32, 0_u32);
    for (kind, text, span) in &positives {
        let found = find(text);
        match found.as_slice() {
            // Escapes and punctuation around a value may go with it.
            [one]
                if one.span.start <= span.start
                    && span.end <= one.span.end
                    && one.span.len() <= span.len() + 4 =>
            {
                hit += 1;
                right_kind += u32::from(one.kind == *kind);
                if one.kind != *kind {
                    println!("{} for {kind}: {text}", one.kind);
                }
            }
            _ => println!("missed {kind}: {text}\n  {found:?} instead of {span:?}"),
        }
    }
    let mut false_alarms = 0_u32;
    for text in &negatives {
        for secret in find(text) {
            println!(
                "false alarm: {} `{}` in {text}",
                secret.kind,
                &text[secret.span.clone()]
            );
            false_alarms += 1;
        }
    }
    let recall = f64::from(hit) / positives.len() as f64;
    let precision = f64::from(hit) / f64::from(hit + false_alarms);
    println!(
        "{} with and {} without: recall {recall:.3}, precision {precision:.3}, {right_kind} of {hit} named rightly",
        positives.len(),
        negatives.len()
    );
    assert!(recall >= 0.98 && precision >= 0.98);
    assert!(right_kind * 100 >= hit * 97);
}

/// What a look at all of a text finds, without the glance that spares most texts it.
fn found_without_a_glance(text: &str) -> Vec<Secret> {
    let mut found = shapes::find(text);
    for mut more in [context::find(text), assignment::find(text)] {
        more.sort_by_key(|secret| (secret.span.start, secret.span.end));
        found = join(found, more);
    }
    found
}

#[test]
fn a_glance_passes_over_no_credential() {
    assert!(HINTS.is_some());
    let texts = positives().into_iter().map(|(_, text, _)| text);
    for text in texts.chain(negatives()) {
        assert_eq!(find(&text), found_without_a_glance(&text), "{text}");
    }
}

#[test]
fn a_mask_shows_the_kind_and_nothing_to_use() {
    for (kind, text, span) in positives() {
        let masked = mask(&text);
        let value = &text[span];
        assert!(!masked.contains(value), "{kind}: {masked}");
        assert!(masked.contains(MASK), "{kind}: {masked}");
        // A tail would do harm, too.
        assert!(
            !masked.contains(&value[value.len() / 2..]),
            "{kind}: {masked}"
        );
        assert!(find(&masked).is_empty(), "{kind}: {masked}");
    }
    let token = ["gh", "p_q8Zt3LmXw0RvB6nKT9vJ2LmX0aT9vB3nK7pZ"].concat();
    assert_eq!(mask(&format!("use {token}.")), format!("use ghp_{MASK}."));
}

#[test]
fn metadata_is_masked_and_stays_json() {
    let token = ["gh", "p_q8Zt3LmXw0RvB6nKT9vJ2LmX0aT9vB3nK7pZ"].concat();
    let key = "b7Yx2KqLm9Zt3RvW8nPc4DfG6hJs";
    for (metadata, masked) in [
        (
            format!(r#"{{"note": "{token}", "n": 1}}"#),
            format!(r#"{{"note": "ghp_{MASK}", "n": 1}}"#),
        ),
        (
            format!(r#"{{"api_key":"{key}"}}"#),
            format!(r#"{{"api_key":"{MASK}"}}"#),
        ),
        (
            format!(r#"{{"a":{{"api_key":["{key}"]}}}}"#),
            format!(r#"{{"a":{{"api_key":["{MASK}"]}}}}"#),
        ),
        // Written with an escape, hidden from who looks at the text alone.
        (
            format!(r#"["\u0067{}"]"#, &token[1..]),
            format!(r#"["{MASK}"]"#),
        ),
        (
            format!(r#"["{{\"api_key\":\"{key}\"}}", "b"]"#),
            format!(r#"["{MASK}", "b"]"#),
        ),
        (format!("no json, {token}"), format!("no json, ghp_{MASK}")),
        (
            r#"{"session":"a8f5f167f44f4964e6c998dee827110c"}"#.to_owned(),
            r#"{"session":"a8f5f167f44f4964e6c998dee827110c"}"#.to_owned(),
        ),
        (String::new(), String::new()),
    ] {
        assert_eq!(mask_metadata(&metadata), masked);
    }
}

#[test]
fn a_beginning_is_masked_whatever_the_cut() {
    let token = ["gh", "p_q8Zt3LmXw0RvB6nKT9vJ2LmX0aT9vB3nK7pZ"].concat();
    let text = format!("{}{token}{}", "語 ".repeat(20), " word".repeat(100_000));
    for chars in [0, 38, 42, 60, 200] {
        let beginning = mask_beginning(&text, chars);
        assert!(beginning.chars().count() >= chars && beginning.len() < 100_000);
        assert!(
            beginning.contains("ghp_•") && !beginning.contains(&token[4..]),
            "{chars}"
        );
    }
}

#[test]
fn ten_megabytes_take_time_in_proportion() {
    const MEGABYTE: usize = 1_000_000;
    let dense = "password=Tr7#mPq9zL api_key: xx token= -----BEGIN PRIVATE KEY----- a://b:c@d eyJ";
    for part in [
        "a",
        "-----BEGIN RSA PRIVATE KEY-----",
        "a:",
        "token:",
        "://a:",
        "eyJa.",
        "{\"",
        dense,
    ] {
        let time = |size: usize| {
            let text = part.repeat(size / part.len());
            let began = std::time::Instant::now();
            let found = find(&text).len() + find_in_metadata(&text).len();
            (began.elapsed(), found)
        };
        let (one, _) = time(MEGABYTE);
        let (ten, found) = time(10 * MEGABYTE);
        println!("{part:.20}: 1 MB {one:?}, 10 MB {ten:?}, {found} found");
        assert!(
            ten < one * 40 + std::time::Duration::from_millis(500),
            "{part}: {one:?}, then {ten:?}"
        );
    }
}

/// Pieces that credentials are made of, in any order, between anything else.
fn nearly_a_credential() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "password",
        "=",
        ": ",
        "\"",
        "'",
        "\\",
        "ghp_",
        "q8Zt3LmXw0RvB6nKT9vJ2LmX0aT9vB3nK7pZ",
        "://",
        "user",
        "@",
        "host",
        "-----",
        "BEGIN ",
        "PRIVATE KEY",
        "\n",
        "eyJ",
        ".",
        "Bearer ",
        "密码",
        "：",
        "•",
        "\u{0}",
        "é",
        "{",
        "}",
        " is ",
        "--token ",
        "Authorization",
    ]);
    prop::collection::vec(
        prop_oneof![4 => pieces.prop_map(str::to_owned), 1 => any::<String>()],
        0..24,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn spans_are_sound_in_any_text(text in nearly_a_credential()) {
        prop_assert_eq!(find(&text), found_without_a_glance(&text));
        for found in [find(&text), find_in_metadata(&text)] {
            let mut end = 0;
            for secret in found {
                prop_assert!(secret.span.start >= end && secret.span.end <= text.len());
                prop_assert!(secret.span.start + secret.head < secret.span.end);
                // Slicing panics off the boundaries of characters.
                prop_assert!(!text[secret.span.start..secret.span.end].is_empty());
                prop_assert!(text.is_char_boundary(secret.span.start + secret.head));
                end = secret.span.end;
            }
        }
        prop_assert!(mask_beginning(&text, 5).chars().count() >= text.chars().count().min(5).min(MASK.chars().count()));
    }

    #[test]
    fn masked_json_is_json(name in "[a-z_]{1,8}|password|api_key|token", text in nearly_a_credential()) {
        let metadata = serde_json::json!({name: text, "list": [text, 1]}).to_string();
        let masked = mask_metadata(&metadata);
        prop_assert!(serde_json::from_str::<serde_json::Value>(&masked).is_ok(), "{}", masked);
    }
}

#[test]
fn a_mask_cuts_no_escape_of_json_in_two() {
    for text in [
        "BEGIN --token \n-----q8Zt3LmXw0RvB6nKT9vJ2LmX0aT9vB3nK7pZ",
        "BEGIN --token \u{1}-----q8Zt3LmXw0RvB6nKT9vJ2LmX0aT9vB3nK7pZ",
    ] {
        let metadata = serde_json::json!({"_": text}).to_string();
        let masked = mask_metadata(&metadata);
        assert!(!masked.contains("LmXw0RvB"), "{masked}");
        let read = serde_json::from_str::<serde_json::Value>(&masked);
        assert!(read.is_ok(), "{masked}");
    }
}

#[test]
fn an_excerpt_shows_the_surroundings_alone() {
    let token = ["gh", "p_q8Zt3LmXw0RvB6nKT9vJ2LmX0aT9vB3nK7pZ"].concat();
    let text = format!("日本語 first {token}, then DB_PASSWORD=Tr7#mPq9zL ends");
    let found = find(&text);
    assert_eq!(
        found[0].excerpt(&text, 6, false),
        format!("first ghp_{MASK}, then")
    );
    assert_eq!(
        found[0].excerpt(&text, 6, true),
        format!("first {token}, then")
    );
    let second = found[1].excerpt(&text, 200, false);
    assert!(
        !second.contains(&token[4..]) && !second.contains("Tr7"),
        "{second}"
    );
    assert!(
        second.starts_with("日本語 first ghp_") && second.ends_with(" ends"),
        "{second}"
    );
}

/// Values that a generator makes up, not chosen by whoever wrote the rules.
#[test]
fn made_up_values_are_found_where_they_are_named() {
    use rand::{Rng, SeedableRng, rngs::StdRng};

    const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const ROUNDS: usize = 400;
    let mut random = StdRng::seed_from_u64(0x10_7e);
    let mut made_up = |length: usize| -> String {
        (0..length)
            .map(|_| char::from(ALPHANUMERIC[random.random_range(0..ALPHANUMERIC.len())]))
            .collect()
    };
    let slack = ["xoxb-", "123456789012-1234567890123-"].concat();
    for (before, length, after) in [
        ("the database's password: ", 14, ""),
        ("DB_PASSWORD=", 12, "\nDB_USER=app"),
        ("export API_KEY=\"", 32, "\""),
        ("\"client_secret\": \"", 24, "\","),
        ("auth token: ", 20, " (rotated weekly)"),
        (slack.as_str(), 24, " posts to the channel"),
    ] {
        let found = (0..ROUNDS)
            .filter(|_| {
                let text = format!("{before}{}{after}", made_up(length));
                let value = &text[before.len()..before.len() + length];
                !mask(&text).contains(value)
            })
            .count();
        println!("{before}<{length}>: {found} of {ROUNDS}");
        assert!(found * 100 >= ROUNDS * 90, "{before}<{length}>: {found}");
    }
}
