//! Texts as windows of tokens that fit the model.

use tokenizers::Tokenizer;

use super::{Error, Result};

/// Tokens of one window, the two marks at its ends included: what the model was trained for.
pub(super) const WINDOW_TOKENS: usize = 256;

/// Tokens of text in one window.
const CONTENT_TOKENS: usize = WINDOW_TOKENS - 2;

/// Tokens that a window repeats from the one before, so that no sentence is lost at a seam.
pub(super) const OVERLAP_TOKENS: usize = 32;

/// Most windows of one text. They cover its first 56,864 tokens, some 230 kB of English, and keep
/// the work for the longest text to a few seconds; what lies behind them is found by its words.
pub const MAX_WINDOWS: usize = 256;

/// Tokens after which no window begins.
const MAX_TOKENS: usize = CONTENT_TOKENS + (MAX_WINDOWS - 1) * (CONTENT_TOKENS - OVERLAP_TOKENS);

/// Bytes given to the tokenizer at once. It needs many times a text's size, and texts may have 10 MB.
const PIECE_BYTES: usize = 16 * 1024;

/// Turns texts into windows of token ids.
#[derive(Debug)]
pub(super) struct Windows {
    tokenizer: Tokenizer,
    start: u32,
    end: u32,
}

impl Windows {
    /// Reads a tokenizer of the BERT family.
    pub(super) fn load(json: &[u8]) -> Result<Self> {
        let mut tokenizer = Tokenizer::from_bytes(json).map_err(|e| Error::Load(e.to_string()))?;
        // The file asks for 128 tokens, padded: the model takes more, and needs no padding here.
        tokenizer.with_padding(None);
        tokenizer
            .with_truncation(None)
            .map_err(|e| Error::Load(e.to_string()))?;
        let mark = |name: &str| {
            tokenizer
                .token_to_id(name)
                .ok_or_else(|| Error::Load(format!("the tokenizer knows no {name}")))
        };
        let (start, end) = (mark("[CLS]")?, mark("[SEP]")?);
        Ok(Self {
            tokenizer,
            start,
            end,
        })
    }

    /// The first window alone: the text truncated as all users of the model do.
    pub(super) fn first(&self, text: &str) -> Result<Vec<u32>> {
        let tokens = self.tokens(text, CONTENT_TOKENS)?;
        Ok(self.marked(&tokens))
    }

    /// All windows, at least one and at most [`MAX_WINDOWS`].
    pub(super) fn all(&self, text: &str) -> Result<Vec<Vec<u32>>> {
        let tokens = self.tokens(text, MAX_TOKENS)?;
        let mut windows = Vec::new();
        let mut from = 0;
        loop {
            let to = tokens.len().min(from + CONTENT_TOKENS);
            windows.push(self.marked(&tokens[from..to]));
            if to == tokens.len() {
                return Ok(windows);
            }
            from = to - OVERLAP_TOKENS;
        }
    }

    fn marked(&self, tokens: &[u32]) -> Vec<u32> {
        let mut window = Vec::with_capacity(tokens.len() + 2);
        window.push(self.start);
        window.extend_from_slice(tokens);
        window.push(self.end);
        window
    }

    /// The text's first tokens, read piece by piece and no further than needed.
    fn tokens(&self, text: &str, limit: usize) -> Result<Vec<u32>> {
        let mut tokens = Vec::new();
        let mut rest = text;
        while !rest.is_empty() && tokens.len() < limit {
            let (piece, behind) = rest.split_at(piece_end(rest));
            let encoding = self
                .tokenizer
                .encode_fast(piece, false)
                .map_err(|e| Error::Run(e.to_string()))?;
            tokens.extend_from_slice(encoding.get_ids());
            rest = behind;
        }
        tokens.truncate(limit);
        Ok(tokens)
    }
}

/// Where the first piece of a text ends: behind the last white space that fits, since no token
/// spans it, or at the last whole character when there is none.
pub(super) fn piece_end(text: &str) -> usize {
    if text.len() <= PIECE_BYTES {
        return text.len();
    }
    let longest = text.floor_char_boundary(PIECE_BYTES);
    // Other white space is removed, not split at, by the tokenizer's normaliser.
    text[..longest]
        .rfind([' ', '\n', '\t', '\r'])
        .map_or(longest, |space| space + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embed::network::TOKENIZER;

    fn windows() -> Windows {
        Windows::load(TOKENIZER).unwrap()
    }

    /// The tokens in one go, as the tokenizers crate itself truncates them.
    fn truncated(text: &str) -> Vec<u32> {
        let mut tokenizer = Tokenizer::from_bytes(TOKENIZER).unwrap();
        tokenizer.with_padding(None);
        tokenizer
            .with_truncation(Some(tokenizers::TruncationParams {
                max_length: WINDOW_TOKENS,
                ..Default::default()
            }))
            .unwrap();
        tokenizer.encode(text, true).unwrap().get_ids().to_vec()
    }

    #[test]
    fn the_first_window_is_plain_truncation() {
        for text in [
            "short".to_owned(),
            "The API gateway verifies RS256 tokens. ".repeat(100),
            "日本語の長い文章です。".repeat(4000),
            "\u{b}vertical\u{85}tabs vanish\n".repeat(2000),
            "éÉ e\u{301} ﬁ 👩‍💻 ".repeat(3000),
        ] {
            let all = windows().all(&text).unwrap();
            assert_eq!(all[0], truncated(&text), "{text:.20}");
            assert_eq!(all[0], windows().first(&text).unwrap());
        }
    }

    #[test]
    fn windows_overlap_and_lose_nothing() {
        let text = "0 1 2 3 4 5 6 7 8 9 ".repeat(200);
        let all = windows().all(&text).unwrap();
        assert_eq!(all.len(), 9);
        let mut joined = all[0][1..=CONTENT_TOKENS].to_vec();
        for window in &all[1..] {
            assert!(window.len() <= WINDOW_TOKENS);
            let content = &window[1..window.len() - 1];
            assert_eq!(
                content[..OVERLAP_TOKENS],
                joined[joined.len() - OVERLAP_TOKENS..]
            );
            joined.extend_from_slice(&content[OVERLAP_TOKENS..]);
        }
        assert_eq!(joined, windows().tokens(&text, usize::MAX).unwrap());
    }

    #[test]
    fn a_text_that_just_fits_is_one_window() {
        let fits = "a ".repeat(CONTENT_TOKENS);
        assert_eq!(windows().all(&fits).unwrap().len(), 1);
        assert_eq!(windows().all(&format!("{fits}a")).unwrap().len(), 2);
    }

    #[test]
    fn the_longest_text_is_bounded() {
        let all = windows().all(&"lorem ipsum ".repeat(900_000)).unwrap();
        assert_eq!(all.len(), MAX_WINDOWS);
        assert!(all.iter().all(|window| window.len() == WINDOW_TOKENS));
        assert_eq!(
            windows().all(&"x".repeat(10 << 20)).unwrap()[0].len(),
            WINDOW_TOKENS
        );
    }

    #[test]
    fn nothing_to_say_is_one_empty_window() {
        for text in ["", " \n\t", "\0\u{1}\u{7f}", "\u{feff}\u{200b}"] {
            let all = windows().all(text).unwrap();
            assert_eq!(all.len(), 1, "{text:?}");
            assert_eq!(all[0], truncated(text));
        }
    }

    #[test]
    fn pieces_end_at_characters() {
        let text = "あ".repeat(PIECE_BYTES);
        assert!(text.is_char_boundary(piece_end(&text)));
        assert_eq!(piece_end("short"), 5);
        let spaced = format!("{} {}", "a".repeat(10), "b".repeat(PIECE_BYTES));
        assert_eq!(piece_end(&spaced), 11);
    }
}
