//! What looks like Markdown in notes that are none: globs, sums, regular expressions, paths.

use std::ops::Range;

/// A backslash before one of these was put there for Markdown; before others it says something.
const ESCAPED: &str = "\\`*_[]<>#|~";

/// Whether the delimiters of emphasis are meant as such. Between letters, digits or parts of a path
/// they are stars and underscores: `src/**/*.rs`, `2*3*4`, `~5`. Scripts without spaces between
/// words have no other place for them.
#[must_use]
pub fn delimits(source: &str, range: &Range<usize>, delimiter: &str) -> bool {
    let inside = &source[range.clone()];
    if delimiter == "~~" && !inside.starts_with("~~") {
        return false;
    }
    let before = source[..range.start].chars().next_back();
    let after = source[range.end..].chars().next();
    let inner = inside.trim_matches(['*', '_', '~']);
    // Names such as `__init__`.
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if inside.starts_with("__") && inner.chars().all(is_name) {
        return false;
    }
    !before.is_some_and(is_glued)
        && !after.is_some_and(is_glued)
        && !inner.starts_with(['/', '.'])
        && !inner.ends_with('/')
}

/// How a delimiter is written.
#[must_use]
pub fn delimiter(inside: &str, usual: &'static str) -> &'static str {
    match (usual, inside.starts_with('_')) {
        ("**", true) => "__",
        ("*", true) => "_",
        ("~~", _) if !inside.starts_with("~~") => "~",
        _ => usual,
    }
}

fn is_glued(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '/' | '\\' | '=' | '$' | '%' | '@')
}

/// Whether a text is to keep the backslash that `gap`, what was left out before it, ends with.
#[must_use]
pub fn keeps_backslash(gap: &str, text: &str) -> bool {
    gap.ends_with('\\') && !text.starts_with(|c| ESCAPED.contains(c))
}

/// How many bytes the bullet or number of an item takes.
#[must_use]
pub fn item_marker(item: &str) -> usize {
    let digits = item.bytes().take_while(u8::is_ascii_digit).count();
    (digits + 1).min(item.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn emphasised(text: &str, part: &str) -> bool {
        let start = text.find(part).unwrap();
        let usual = match &part[..2] {
            "**" | "__" => "**",
            "~~" => "~~",
            one if one.starts_with('~') => "~~",
            _ => "*",
        };
        delimits(text, &(start..start + part.len()), usual)
    }

    #[test]
    fn stars_of_globs_and_sums_are_stars() {
        assert!(emphasised("this is **so**.", "**so**"));
        assert!(emphasised("(*so*)", "*so*"));
        assert!(emphasised("これは**重要**です", "**重要**"));
        assert!(!emphasised(
            "src/**/*.rs and src/**/*.toml",
            "**/*.rs and src/**"
        ));
        assert!(!emphasised("2*3*4", "*3*"));
        assert!(!emphasised("the __init__ method", "__init__"));
        assert!(!emphasised("about ~5 or ~", "~5 or ~"));
        assert!(emphasised("no ~~longer~~", "~~longer~~"));
    }

    #[test]
    fn backslashes_that_escape_nothing_stay() {
        assert!(keeps_backslash("\\", "."));
        assert!(!keeps_backslash("\\", "*"));
        assert!(!keeps_backslash("", "."));
    }
}
