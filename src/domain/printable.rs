//! Texts of strangers, made safe for a terminal.

use std::{borrow::Cow, fmt::Write};

/// Replaces what a terminal would act on (control characters, bidirectional overrides) by visible
/// marks. Line feeds and tabs stay: the caller lays them out.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| visible(c).is_some()) {
        Cow::Owned(text.chars().map(|c| visible(c).unwrap_or(c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The same on one line: line feeds and tabs become spaces.
#[must_use]
pub fn printable_line(text: &str) -> Cow<'_, str> {
    if text
        .chars()
        .any(|c| visible(c).is_some() || c == '\n' || c == '\t')
    {
        Cow::Owned(
            text.chars()
                .map(|c| match c {
                    '\n' | '\t' => ' ',
                    other => visible(other).unwrap_or(other),
                })
                .collect(),
        )
    } else {
        Cow::Borrowed(text)
    }
}

/// The same for a JSON document, which stays one and means the same: what a terminal would act on is
/// written as an escape.
#[must_use]
pub fn printable_json(document: &str) -> Cow<'_, str> {
    if document.chars().all(|c| visible(c).is_none()) {
        return Cow::Borrowed(document);
    }
    let mut text = String::with_capacity(document.len() + 16);
    for c in document.chars() {
        if visible(c).is_some() {
            // All of them lie in the basic plane, where one escape is one character.
            // Writing to a string cannot fail.
            let _ = write!(text, "\\u{:04x}", u32::from(c));
        } else {
            text.push(c);
        }
    }
    Cow::Owned(text)
}

/// The mark that stands for a character no terminal may see, or `None` if it is harmless.
fn visible(c: char) -> Option<char> {
    match c {
        '\n' | '\t' => None,
        // The Unicode block "Control Pictures" mirrors the C0 controls.
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)),
        '\x7f' => Some('\u{2421}'),
        // C1 controls, separators and the byte order mark.
        '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => Some('\u{fffd}'),
        _ => reorders(c).then_some('\u{fffd}'),
    }
}

/// Whether a character reorders what surrounds it on the screen: marks, overrides and isolates (Unicode
/// TR 36, 3.3).
#[must_use]
pub fn reorders(c: char) -> bool {
    matches!(
        c,
        '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_become_visible() {
        assert_eq!(printable("a\x1b[2Jb\x07"), "a␛[2Jb␇");
        assert_eq!(printable("c1 \u{9b}31m"), "c1 \u{fffd}31m");
    }

    #[test]
    fn harmless_text_is_not_copied() {
        assert!(matches!(printable("日本語\n\tok 👩‍💻"), Cow::Borrowed(_)));
    }

    #[test]
    fn json_keeps_its_meaning() {
        let value = serde_json::json!({"a\u{9d}": "52;c;\u{9c} \u{7f} \u{202e} \u{1b} 日本"});
        let plain = value.to_string();
        let safe = printable_json(&plain);
        assert!(safe.chars().all(|c| visible(c).is_none()), "{safe}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&safe).unwrap(),
            value
        );
        assert!(matches!(printable_json("{\"a\":\"é\"}"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_line_has_no_breaks() {
        assert_eq!(printable_line("a\n\tb\r\n"), "a  b␍ ");
    }
}
