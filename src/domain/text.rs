//! The texts of entries: anything but nothing.

use thiserror::Error;

use super::entry::MAX_TEXT_BYTES;

/// A text that no entry may have. What other programs have stored is never checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TextError {
    /// Nothing at all.
    #[error("the text is empty; give something to store")]
    Empty,
    /// Nothing that can be read.
    #[error("the text holds nothing but white space; give something to store")]
    Blank,
    /// More than [`MAX_TEXT_BYTES`].
    #[error(
        "the text is longer than 10 MB ({MAX_TEXT_BYTES} bytes), the most one entry holds; split it"
    )]
    TooLong,
}

/// Refuses a text that cannot be stored.
pub fn check(text: &str) -> Result<(), TextError> {
    if text.is_empty() {
        Err(TextError::Empty)
    } else if text.trim().is_empty() {
        Err(TextError::Blank)
    } else if text.len() > MAX_TEXT_BYTES {
        Err(TextError::TooLong)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_and_overlong_texts_are_refused() {
        assert_eq!(check(""), Err(TextError::Empty));
        assert_eq!(check(" \n\t\u{3000}"), Err(TextError::Blank));
        assert_eq!(
            check(&"x".repeat(MAX_TEXT_BYTES + 1)),
            Err(TextError::TooLong)
        );
        assert_eq!(check(&"x".repeat(MAX_TEXT_BYTES)), Ok(()));
    }
}
