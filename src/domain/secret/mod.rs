//! Credentials, recognised by the shape of their values.
//!
//! Three ways, the surer first: tokens with a published shape, credentials whose surroundings say
//! what they are (private key blocks, URLs with a password, authorization headers), and values that
//! look random where a password or a key is named.

mod assignment;
mod base64;
mod context;
mod placeholder;
mod random;
mod shapes;
mod words;

mod metadata;
#[cfg(test)]
mod tests;

use std::{ops::Range, sync::LazyLock};

use regex::Regex;
use serde::Deserialize;

pub use metadata::{find_in_metadata, mask_metadata};

/// What stands for the unreadable part of a credential, whatever its length.
const MASK: &str = "••••••••";

/// A credential that a cut goes through is not known as one, so texts are cut so many characters
/// away from what is shown.
const MARGIN: usize = 16 * 1024;

/// No credential stands in less, in bytes: the least is a URL with a password, `ab://:p@h`. Most fields are
/// shorter.
const LEAST: usize = 9;

/// What a text has in it that holds a credential other than a token: one look instead of many, at texts of
/// which next to none holds any.
static HINTS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&[context::HINTS, "|", assignment::NAMES].concat()).ok());

/// What is done with credentials in what somebody writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CredentialPolicy {
    /// They are stored, and their writer is told of what kinds they are.
    #[default]
    Report,
    /// They are not stored.
    Refuse,
}

/// A credential within a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// What it is, for people: `AWS access key`, `private key`, `JSON web token`.
    pub kind: &'static str,
    /// Where it stands, in bytes: the value alone, not the words around it.
    pub span: Range<usize>,
    /// So many of its first bytes only tell what it is, as `ghp_` does, and may be shown.
    pub head: usize,
}

impl Secret {
    /// The credential, masked unless it is to be revealed, with some characters of the text on both
    /// sides, in which others are masked likewise.
    #[must_use]
    pub fn excerpt(&self, text: &str, around: usize, reveal: bool) -> String {
        let (before, after) = (&text[..self.span.start], &text[self.span.end..]);
        let from = |before: &str| {
            let at = before.char_indices().rev().nth(around.saturating_sub(1));
            at.map_or(0, |(at, _)| at)
        };
        let beginning = |after: &str| after.chars().take(around).collect::<String>();
        if reveal {
            let value = &text[self.span.clone()];
            return format!("{}{value}{}", &before[from(before)..], beginning(after));
        }
        // Far enough back that no other credential is cut.
        let start = before
            .char_indices()
            .rev()
            .nth(MARGIN)
            .map_or(0, |(at, _)| at);
        let before = mask(&before[start..]);
        let head = &text[self.span.start..self.span.start + self.head];
        let after = mask_beginning(after, around);
        format!(
            "{}{head}{MASK}{}",
            &before[from(&before)..],
            beginning(&after)
        )
    }
}

/// Makes ready what every text is looked at with: a program that shows few texts has something else to do
/// meanwhile.
pub fn prepare() {
    LazyLock::force(&HINTS);
    shapes::prepare();
}

/// The credentials in a text, in order, none over another. Takes time in proportion to the text.
#[must_use]
pub fn find(text: &str) -> Vec<Secret> {
    let mut found = shapes::find(text);
    if !is_hinted_at(text) {
        return found;
    }
    for way in [context::find, assignment::find] {
        // What a surer way has found is not looked at again.
        let mut more = way(text);
        more.sort_by_key(|secret| (secret.span.start, secret.span.end));
        found = join(found, more);
    }
    found
}

/// Whether there may be a credential that its surroundings give away, here or in any part.
fn is_hinted_at(text: &str) -> bool {
    text.len() >= LEAST && HINTS.as_ref().is_none_or(|hints| hints.is_match(text))
}

/// The text with every credential in it made unreadable: a short head tells what it was.
#[must_use]
pub fn mask(text: &str) -> String {
    cover(text, &find(text))
}

/// The beginning of a masked text: at least `chars` characters of it, if there are as many. Costs
/// no more for a text of millions.
#[must_use]
pub fn mask_beginning(text: &str, chars: usize) -> String {
    let cut = text.char_indices().nth(chars.saturating_add(MARGIN));
    mask(cut.map_or(text, |(at, _)| &text[..at]))
}

/// What makes the credentials of a text unreadable: the parts to replace, in order, and by what.
#[must_use]
pub fn covers(text: &str) -> Vec<(Range<usize>, &'static str)> {
    find(text)
        .into_iter()
        .map(|secret| (secret.span.start + secret.head..secret.span.end, MASK))
        .collect()
}

/// The text with these credentials made unreadable.
fn cover(text: &str, secrets: &[Secret]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for secret in secrets {
        masked.push_str(&text[from..secret.span.start + secret.head]);
        masked.push_str(MASK);
        from = secret.span.end;
    }
    masked.push_str(&text[from..]);
    masked
}

/// Adds what lies over nothing that is there. Both are sorted, and so is what comes out.
fn join(surer: Vec<Secret>, more: Vec<Secret>) -> Vec<Secret> {
    let mut joined: Vec<Secret> = Vec::with_capacity(surer.len() + more.len());
    let mut surer = surer.into_iter().peekable();
    for secret in more {
        while let Some(known) = surer.next_if(|known| known.span.start <= secret.span.start) {
            joined.push(known);
        }
        let is_free = joined
            .last()
            .is_none_or(|known| known.span.end <= secret.span.start)
            && surer
                .peek()
                .is_none_or(|known| secret.span.end <= known.span.start);
        if is_free {
            joined.push(secret);
        }
    }
    joined.extend(surer);
    joined
}
