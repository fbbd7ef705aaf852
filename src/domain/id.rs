//! Ids of entries.

use chrono::{DateTime, Utc};

/// How many characters follow the second dash of an id.
pub const SUFFIX_LENGTH: usize = 6;

/// The characters of an id's suffix.
pub const SUFFIX_ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// Makes an id: `<type>-<ms since epoch>-<6 of a-z0-9>`. `pick(n)` gives a number below `n`; it is
/// the caller's source of chance.
pub fn entry_id(kind: &str, now: DateTime<Utc>, mut pick: impl FnMut(usize) -> usize) -> String {
    let suffix: String = (0..SUFFIX_LENGTH)
        .map(|_| char::from(SUFFIX_ALPHABET[pick(SUFFIX_ALPHABET.len()) % SUFFIX_ALPHABET.len()]))
        .collect();
    format!("{kind}-{}-{suffix}", now.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_names_its_type_and_moment() {
        let now = DateTime::from_timestamp_millis(1_700_000_000_123).unwrap();
        assert_eq!(
            entry_id("decision", now, |n| n - 1),
            "decision-1700000000123-999999"
        );
    }
}
