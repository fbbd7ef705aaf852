//! What differs between two pictures, in words. Some numbers do not count: sizes on disk depend on how files
//! came to lie, revisions and scores on how a processor rounds what the model computes.

use std::{fmt::Write, sync::LazyLock};

use regex::{Captures, Regex};

use super::svg::ROW;

/// A size, a revision, or a score, as the program tells it.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b[\d,]+(\.\d)? (B|kB|MB|GB)\b|\b[0-9a-f]{12}\b|\b0\.\d\d\b").unwrap()
});

/// A piece of text in a picture, and what it says.
static TEXT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"<text[^>]*>([^<]*)</text>").unwrap());

/// Where a piece stands and how wide it is.
static PLACE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#" (x|y|width|height|textLength)="[^"]*""#).unwrap());

/// The first rows of the screen that differ, each as it was and as it is; empty when the pictures show the
/// same.
pub fn between(saved: &str, now: &str) -> String {
    const TOLD: usize = 8;
    let (saved, now) = (rows(saved), rows(now));
    if saved.len() != now.len() {
        return format!("{} rows became {}\n", saved.len(), now.len());
    }
    let differing = saved.iter().zip(&now).enumerate();
    let differing: Vec<String> = differing
        .filter(|(_, (saved, now))| content(saved) != content(now))
        .map(|(row, (saved, now))| told(row, saved, now))
        .collect();
    let more = differing.len().saturating_sub(TOLD);
    let mut text: String = differing.into_iter().take(TOLD).collect();
    if more > 0 {
        writeln!(text, "... and {more} more rows").unwrap();
    }
    text
}

fn rows(svg: &str) -> Vec<&str> {
    svg.lines().filter(|line| line.starts_with(ROW)).collect()
}

/// What counts of a row: in one that tells such a number, not where things stand.
fn content(row: &str) -> String {
    let mut masked = false;
    let row = TEXT.replace_all(row, |text: &Captures<'_>| {
        masked |= NUMBER.is_match(&text[1]);
        NUMBER.replace_all(&text[0], "#").into_owned()
    });
    if !masked {
        return row.into_owned();
    }
    PLACE.replace_all(&row, "").into_owned()
}

fn told(row: usize, saved: &str, now: &str) -> String {
    let (was, is) = (words(saved), words(now));
    if was == is {
        return format!("row {row}, other colours or shapes: {is}\n- {saved}\n+ {now}\n");
    }
    format!("row {row}\n- {was}\n+ {is}\n")
}

fn words(row: &str) -> String {
    let pieces: Vec<&str> = TEXT
        .captures_iter(row)
        .filter_map(|piece| Some(piece.get(1)?.as_str()))
        .collect();
    pieces.join(" ")
}

#[test]
fn only_sizes_may_differ() {
    let row = |text: &str| format!("{ROW}<text x=\"9\" fill=\"#fff\">{text}</text></g>\n");
    assert_eq!(between(&row("holds 1.4 MB"), &row("holds 987.1 kB")), "");
    let told = between(&row("holds 14 entries"), &row("holds 15 entries"));
    assert!(told.contains("- holds 14 entries\n+ holds 15"), "{told}");
    assert!(!between(&row("a"), &row("a").replace("fff", "000")).is_empty());
    assert!(!between(&row("a"), &row("a").repeat(2)).is_empty());
}
