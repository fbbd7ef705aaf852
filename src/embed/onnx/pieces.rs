//! A text cut where a model's window ends, for models that take texts and not tokens.

use std::ops::Range;

use tokenizers::Tokenizer;

use crate::embed::{
    Error, MAX_WINDOWS, Result,
    windows::{OVERLAP_TOKENS, piece_end},
};

/// Tokens that a model puts around each text, and a few for its prompt.
const RESERVED_TOKENS: usize = 16;

/// Fewest tokens of text in a window: what is left must be more than what is repeated.
const FEWEST_TOKENS: usize = 2 * OVERLAP_TOKENS;

/// Bytes behind a cut within which the word that it divides is made whole; what is too much then is
/// cut off by the model's own tokenizer.
const LONGEST_WORD: usize = 64;

/// Cuts texts into windows.
#[derive(Debug)]
pub(super) struct Pieces {
    tokenizer: Tokenizer,
    /// Tokens that the model takes, its own marks included.
    longest: usize,
    /// Tokens of text that surely fit.
    window: usize,
}

impl Pieces {
    /// For a model's tokenizer, which cuts texts off where the model's window ends.
    pub(super) fn new(of_model: &Tokenizer) -> std::result::Result<Self, String> {
        let cut = of_model.get_truncation();
        let longest = cut.map(|cut| cut.max_length).unwrap_or_default();
        let mut tokenizer = of_model.clone();
        tokenizer.with_padding(None);
        tokenizer
            .with_truncation(None)
            .map_err(|error| error.to_string())?;
        let window = longest.saturating_sub(RESERVED_TOKENS);
        if window < FEWEST_TOKENS {
            return Err(format!(
                "it takes {longest} tokens at a time, too few for a text"
            ));
        }
        Ok(Self {
            tokenizer,
            longest,
            window,
        })
    }

    /// The part of a text that fits the model, and some more: the model's tokenizer cuts that off.
    pub(super) fn first(&self, text: &str) -> Result<Range<usize>> {
        let tokens = self.tokens(text, self.longest + 1)?;
        Ok(self.range(text, &tokens, 0))
    }

    /// All windows, at least one and at most [`MAX_WINDOWS`], each repeating some of the one before.
    pub(super) fn all(&self, text: &str) -> Result<Vec<Range<usize>>> {
        let step = self.window - OVERLAP_TOKENS;
        let tokens = self.tokens(text, self.longest + (MAX_WINDOWS - 1) * step)?;
        let mut windows = Vec::new();
        let mut from = 0;
        loop {
            windows.push(self.range(text, &tokens, from));
            if from + self.window >= tokens.len() || windows.len() == MAX_WINDOWS {
                return Ok(windows);
            }
            from += step;
        }
    }

    /// The bytes of the window that begins with a token. It is as long as the model can take at most: what is too
    /// much then is in the next window, too.
    fn range(&self, text: &str, tokens: &[Range<usize>], from: usize) -> Range<usize> {
        let start = if from == 0 { 0 } else { tokens[from].start };
        if from + self.longest >= tokens.len() {
            let end = tokens
                .last()
                .map_or(text.len().min(LONGEST_WORD), |last| last.end);
            return text.floor_char_boundary(start)..text.ceil_char_boundary(end);
        }
        let end = text.ceil_char_boundary(tokens[from + self.longest - 1].end);
        let behind = &text[end..text.floor_char_boundary(end + LONGEST_WORD)];
        let word = behind.find(char::is_whitespace).unwrap_or_default();
        text.floor_char_boundary(start)..end + word
    }

    /// Where the text's first tokens stand, read piece by piece and no further than needed.
    fn tokens(&self, text: &str, limit: usize) -> Result<Vec<Range<usize>>> {
        let mut tokens = Vec::new();
        let mut at = 0;
        while at < text.len() && tokens.len() < limit {
            let end = at + piece_end(&text[at..]);
            let encoding = self
                .tokenizer
                .encode(&text[at..end], false)
                .map_err(|error| Error::Run(error.to_string()))?;
            let offsets = encoding.get_offsets().iter();
            tokens.extend(offsets.map(|(from, to)| at + from..at + to));
            at = end;
        }
        tokens.truncate(limit);
        Ok(tokens)
    }
}

#[cfg(test)]
mod tests {
    use tokenizers::TruncationParams;

    use super::*;
    use crate::embed::network::TOKENIZER;

    fn pieces(max_length: usize) -> std::result::Result<Pieces, String> {
        let mut tokenizer = Tokenizer::from_bytes(TOKENIZER).unwrap();
        let truncation = TruncationParams {
            max_length,
            ..TruncationParams::default()
        };
        tokenizer.with_truncation(Some(truncation)).unwrap();
        Pieces::new(&tokenizer)
    }

    #[test]
    fn a_short_text_is_one_piece() {
        let pieces = pieces(256).unwrap();
        let text = "  Retry with jitter, up to five times. ";
        let all = pieces.all(text).unwrap();
        assert_eq!((all.len(), all[0].clone()), (1, 0..text.trim_end().len()));
        assert_eq!(pieces.first(text).unwrap(), all[0]);
        for nothing in ["", " \n", "\0"] {
            assert_eq!(pieces.all(nothing).unwrap().len(), 1, "{nothing:?}");
        }
    }

    #[test]
    fn every_word_of_a_long_text_is_in_a_piece_and_seams_overlap() {
        let pieces = pieces(256).unwrap();
        let words: Vec<String> = (0..3000).map(|n| format!("word{n} ")).collect();
        let text = words.concat();
        let all = pieces.all(&text).unwrap();
        assert!(all.len() > 10, "{}", all.len());
        for pair in all.windows(2) {
            assert!(pair[1].start < pair[0].end, "{pair:?} leaves a gap");
        }
        assert_eq!(
            (all[0].start, all[all.len() - 1].end),
            (0, text.trim_end().len())
        );
        for piece in &all[..all.len() - 1] {
            let behind = &text[piece.end..];
            assert!(
                behind.is_empty() || behind.starts_with(' '),
                "a word is divided"
            );
        }
    }

    #[test]
    fn no_character_is_divided_and_the_longest_text_is_bounded() {
        let pieces = pieces(256).unwrap();
        for text in [
            "日本語の長い文章です。".repeat(9000),
            "👩‍💻é ".repeat(50_000),
            "x".repeat(1 << 20),
        ] {
            let all = pieces.all(&text).unwrap();
            assert!((1..=MAX_WINDOWS).contains(&all.len()));
            assert!(all.iter().all(|piece| text.get(piece.clone()).is_some()));
        }
        assert_eq!(
            pieces.all(&"lorem ipsum ".repeat(400_000)).unwrap().len(),
            MAX_WINDOWS
        );
    }

    #[test]
    fn a_window_of_next_to_nothing_is_refused() {
        assert!(pieces(RESERVED_TOKENS + FEWEST_TOKENS).is_ok());
        assert!(pieces(RESERVED_TOKENS + FEWEST_TOKENS - 1).is_err());
    }
}
