//! The metadata of entries: a JSON object, kept to the letter.

use serde::de::IgnoredAny;
use thiserror::Error;

/// How metadata may be written, for error texts.
const EXAMPLE: &str = r#"{"tags":["api"]}"#;

/// A text that is no JSON object. What other programs have stored is never checked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MetadataError {
    /// No JSON at all.
    #[error("the metadata is no JSON at `{part}`: {reason}")]
    NotJson {
        /// The text from a little before the place where it stops to be JSON.
        part: String,
        /// What is wrong there.
        reason: String,
        /// The line of that place within the text, from 1.
        line: usize,
        /// The byte within the line, from 1.
        column: usize,
    },
    /// JSON of another sort.
    #[error("the metadata `{0}` is no JSON object; write one such as {EXAMPLE}")]
    NotAnObject(String),
}

/// Refuses what is no JSON object. Nothing stands for the empty object; numbers may be of any size.
pub fn check(text: &str) -> Result<(), MetadataError> {
    if text.trim().is_empty() {
        return Ok(());
    }
    serde_json::from_str::<IgnoredAny>(text).map_err(|error| MetadataError::NotJson {
        part: wrong_part(text, &error).to_owned(),
        reason: reason(&error),
        line: error.line().max(1),
        column: error.column().max(1),
    })?;
    if text.trim_start().starts_with('{') {
        Ok(())
    } else {
        Err(MetadataError::NotAnObject(start(text, 0).to_owned()))
    }
}

/// What is wrong, without the place, which is told apart.
fn reason(error: &serde_json::Error) -> String {
    let told = error.to_string();
    told.split(" at line ").next().unwrap_or(&told).to_owned()
}

/// The text from where the parser stopped, with a little before it.
fn wrong_part<'a>(text: &'a str, error: &serde_json::Error) -> &'a str {
    const CONTEXT: usize = 10;
    let lines_before: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let at = lines_before + error.column().saturating_sub(1);
    start(text, at.saturating_sub(CONTEXT))
}

/// Some of the text from a place on.
fn start(text: &str, from: usize) -> &str {
    const LENGTH: usize = 40;
    let from = text.floor_char_boundary(from);
    text[from..text.floor_char_boundary(from + LENGTH)].trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        check(text).unwrap_err().to_string()
    }

    #[test]
    fn any_object_will_do() {
        for good in [
            "",
            " \n",
            "{}",
            "\n{\"a\":1e400, \"b\":0.10000000000000000555, \"a\":-0}",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn what_is_wrong_is_quoted() {
        assert!(message("{\"tags\": nope}").contains("nope"));
        assert!(message("{\n\"日本語日本語\": }").contains("日本語"));
        assert!(message("{\"a\"").contains("is no JSON at `{\"a\"`: EOF"));
        assert!(message("[1]").contains("`[1]` is no JSON object"));
        let long = format!("\"{}\"", "日".repeat(50));
        assert!(message(&long).len() < 150, "{}", message(&long));
    }

    #[test]
    fn the_line_is_told() {
        let wrong = check("{\n\"a\": 1,\n\"b\": nope}").unwrap_err();
        assert!(
            matches!(wrong, MetadataError::NotJson { line: 3, .. }),
            "{wrong:?}"
        );
    }
}
