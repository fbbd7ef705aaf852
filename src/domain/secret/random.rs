//! Whether a value looks as if a machine had made it up.

use super::words::is_word;

/// How a name makes a value suspicious.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strictness {
    /// It is called a password: short ones, made by people, count.
    Password,
    /// It is called a key or a token: machines make long ones.
    Key,
    /// Only prose speaks of it.
    Prose,
    /// Only prose speaks of it, and calls it a password.
    SpokenPassword,
}

/// Whether a value looks random enough for a credential.
pub(super) fn looks_random(value: &str, strictness: Strictness) -> bool {
    const LONGEST: usize = 1024;
    let shortest = match strictness {
        Strictness::Password => 8,
        Strictness::Key => 16,
        Strictness::Prose | Strictness::SpokenPassword => 10,
    };
    let value = value.trim_end_matches('=');
    if value.len() < shortest
        || value.len() > LONGEST
        || !value.bytes().all(|c| c.is_ascii_graphic())
    {
        return false;
    }
    let classes = Classes::of(value);
    if classes.kinds() < 2 || classes.letters == 0 || is_date_or_version(value) {
        return false;
    }
    // Capitals in the midst of small letters, as no camel has them.
    let is_jumbled = classes.upper > 0 && classes.lower > 0 && classes.changes * 3 >= value.len();
    let is_mixed =
        classes.kinds() >= 3 || (classes.digits > 0 && classes.letters > 0) || is_jumbled;
    let words = share_of_words(value);
    let bits = entropy(value);
    match strictness {
        Strictness::Password => {
            let is_made_up = classes.digits + classes.symbols >= 2 && words < 0.5;
            is_mixed && (is_made_up || is_jumbled && words < 0.45) && bits >= 2.5
        }
        Strictness::Key => {
            is_mixed && words < 0.45 && bits >= 2.9 && classes.changes * 5 >= value.len()
        }
        Strictness::Prose | Strictness::SpokenPassword => {
            let is_made_up = classes.digits >= 2
                && is_mixed
                && words < 0.45
                && classes.changes * 4 >= value.len();
            let is_password = strictness == Strictness::SpokenPassword
                && classes.digits > 0
                && is_jumbled
                && words < 0.3;
            (is_made_up || is_password) && bits >= 2.8
        }
    }
}

/// Whether a value is made of words between signs for the most part: `service-account-token`.
pub(super) fn is_wordy(value: &str) -> bool {
    share_of(value, |letters, stands_alone| {
        stands_alone && is_word(letters, true)
    }) > 0.5
}

/// What a value is made of.
#[derive(Debug, Default)]
struct Classes {
    lower: usize,
    upper: usize,
    digits: usize,
    letters: usize,
    symbols: usize,
    /// How often the class changes from one character to the next.
    changes: usize,
}

impl Classes {
    fn of(value: &str) -> Self {
        let mut classes = Self::default();
        let mut last = None;
        for byte in value.bytes() {
            let class = match byte {
                b'a'..=b'z' => &mut classes.lower,
                b'A'..=b'Z' => &mut classes.upper,
                b'0'..=b'9' => &mut classes.digits,
                _ => &mut classes.symbols,
            };
            *class += 1;
            let class = class_of(byte);
            classes.changes += usize::from(last.is_some_and(|last| last != class));
            last = Some(class);
        }
        classes.letters = classes.lower + classes.upper;
        classes
    }

    fn kinds(&self) -> usize {
        [self.lower, self.upper, self.digits, self.symbols]
            .iter()
            .filter(|count| **count > 0)
            .count()
    }
}

fn class_of(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    }
}

/// Shannon's entropy, in bits a character.
fn entropy(value: &str) -> f32 {
    let mut counts = [0_u32; 256];
    for byte in value.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let total = value.len() as f32;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| {
            let share = *count as f32 / total;
            -share * share.log2()
        })
        .sum()
}

/// The share of characters in parts that could be words: letters of one case behind an optional
/// capital.
fn share_of_words(value: &str) -> f32 {
    share_of(value, is_word)
}

/// The share of characters in runs of letters that count; whether a run stands alone is told.
fn share_of(value: &str, counts: impl Fn(&[u8], bool) -> bool) -> f32 {
    let bytes = value.as_bytes();
    let (mut in_words, mut from) = (0, 0);
    while from < bytes.len() {
        let mut end = from + 1;
        if bytes[from].is_ascii_alphabetic() {
            let goes_on = match bytes.get(end) {
                Some(second) if bytes[from].is_ascii_uppercase() && second.is_ascii_uppercase() => {
                    u8::is_ascii_uppercase
                }
                _ => u8::is_ascii_lowercase,
            };
            end += bytes[end..].iter().take_while(|byte| goes_on(byte)).count();
            let stands_alone = (from == 0 || !bytes[from - 1].is_ascii_alphanumeric())
                && (bytes[end..].iter())
                    .find(|byte| !byte.is_ascii_digit())
                    .is_none_or(|byte| !byte.is_ascii_alphanumeric());
            if counts(&bytes[from..end], stands_alone) {
                in_words += end - from;
            }
        }
        from = end;
    }
    in_words as f32 / value.len().max(1) as f32
}

/// Whether a value begins as dates, versions and addresses do: numbers parted twice.
fn is_date_or_version(value: &str) -> bool {
    let value = value.trim_start_matches('v');
    let numbers = value
        .find(|c: char| !c.is_ascii_digit() && !".-:_/".contains(c))
        .map_or(value, |end| &value[..end]);
    numbers.starts_with(|c: char| c.is_ascii_digit())
        && numbers
            .split(['.', '-', ':', '_', '/'])
            .filter(|part| !part.is_empty())
            .count()
            >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_between_signs_are_told_from_letters_that_happen_to_read_well() {
        assert!(is_wordy("service-account-token"));
        assert!(!is_wordy("81O5LEJVHXOZ4TIPRIIC6M39R5Z"));
    }

    #[test]
    fn made_up_values_are_told_from_names() {
        for value in [
            "q8Zt3LmXw0RvB6nK",
            "9f8a7c6d5e4b3a2f1c0d",
            "zK4-pQ9_tR2vX7bN1m",
        ] {
            assert!(looks_random(value, Strictness::Key), "{value}");
        }
        for value in [
            "my-secret-token-name",
            "AuthenticationTokenProvider",
            "2026-01-31T12:00:00Z",
            "request.headers.authorization",
            "SECRET_KEY_BASE_PRODUCTION",
            "v1.20.3-rc.1+build",
            "struct.Token.html",
            "aws_sse_customer_key_base64",
        ] {
            assert!(!looks_random(value, Strictness::Key), "{value}");
        }
        assert!(looks_random("Tr7#mPq9zL", Strictness::Password));
        assert!(!looks_random("required", Strictness::Password));
        assert!(!looks_random("min-length-8", Strictness::Password));
        assert!(!looks_random("WIN32_ERROR", Strictness::Password));
    }
}
