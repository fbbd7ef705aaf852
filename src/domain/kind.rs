//! The types of entries: an open set with eight well-known names.

use thiserror::Error;

use super::printable::reorders;

/// The well-known types, in the order in which they are shown.
pub const KNOWN: [&str; 8] = [
    "architecture",
    "decision",
    "implementation",
    "configuration",
    "credential",
    "issue",
    "pattern",
    "general",
];

/// The type that a writer gets who names none.
pub const GENERAL: &str = "general";

/// The Node manager's start-up row: hidden unless asked for by name, never cleaned up.
pub const SYSTEM: &str = "system";

/// Longest name of a new type, in bytes: it begins the entry's id.
pub const MAX_BYTES: usize = 64;

/// A name that no new entry may have as its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KindError {
    /// Longer than [`MAX_BYTES`].
    #[error("the type is longer than {MAX_BYTES} bytes; name it in a word or two")]
    TooLong,
    /// No name at all.
    #[error("a type has a name: {GENERAL} where no other fits")]
    Empty,
    /// A line break or the like.
    #[error("the type holds a control character; name it in a word or two")]
    ControlCharacter,
    /// A character that changes the direction of writing.
    #[error("the type holds a character that changes the direction of writing: leave it away")]
    Reorders,
    /// [`SYSTEM`], which is hidden.
    #[error(
        "entries of type {SYSTEM} are start-up rows, which lists, searches and counts hide: name another type, {GENERAL} where none fits"
    )]
    System,
    /// Nothing but white space, or white space around it.
    #[error("the type begins or ends with white space; leave it away")]
    Padded,
}

/// Refuses what would make ids that cannot be typed, printed or kept on a line. What other
/// programs have stored is never checked.
pub fn check(name: &str) -> Result<(), KindError> {
    if name.is_empty() {
        Err(KindError::Empty)
    } else if name.len() > MAX_BYTES {
        Err(KindError::TooLong)
    } else if name.chars().any(char::is_control) {
        Err(KindError::ControlCharacter)
    } else if name.contains(reorders) {
        Err(KindError::Reorders)
    } else if name.trim() != name {
        Err(KindError::Padded)
    } else if name == SYSTEM {
        Err(KindError::System)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_short_name_on_one_line_is_a_type() {
        for good in KNOWN
            .into_iter()
            .chain(["my type", "型", &"x".repeat(MAX_BYTES)])
        {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        assert_eq!(check(&"x".repeat(MAX_BYTES + 1)), Err(KindError::TooLong));
        assert_eq!(check("a\nb"), Err(KindError::ControlCharacter));
        assert_eq!(check(" "), Err(KindError::Padded));
        assert_eq!(check(""), Err(KindError::Empty));
        assert_eq!(check("a\u{2066}b"), Err(KindError::Reorders));
        assert_eq!(check(SYSTEM), Err(KindError::System));
    }
}
