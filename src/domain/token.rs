//! The words of a text, as far as pointing at matches needs them.

use std::ops::Range;

/// A run of letters and digits.
pub(super) struct Token<'a> {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// The run itself.
    pub text: &'a str,
    /// Of a script that puts no spaces between words.
    pub spaceless: bool,
}

/// The runs of a text; a change between scripts with and without spaces ends one, too.
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    /// The runs from the start of `text`.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let rest = &self.text[self.at..];
        let start = self.at + rest.find(char::is_alphanumeric)?;
        let rest = &self.text[start..];
        let spaceless = rest.starts_with(is_spaceless);
        let length = rest
            .find(|c: char| !(c.is_alphanumeric() || is_mark(c)) || is_spaceless(c) != spaceless)
            .unwrap_or(rest.len());
        self.at = start + length;
        Some(Token {
            range: start..self.at,
            text: &self.text[start..self.at],
            spaceless,
        })
    }
}

/// Combining marks belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}')
}

/// Scripts whose words stand side by side: Thai to Khmer, kana, Chinese characters.
fn is_spaceless(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3ffff}')
}
