//! The common stem of an English word's forms, for pointing at matches (not for ranking).

use std::borrow::Cow;

/// Shorter stems say nothing.
const MIN_STEM: usize = 3;

/// Strips the endings of plural, past and gerund from a lower-case word; words that are not plain
/// ASCII letters stay as they are.
#[must_use]
pub fn stem(word: &str) -> Cow<'_, str> {
    if word.len() <= MIN_STEM || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Cow::Borrowed(word);
    }
    for ending in ["ies", "ied"] {
        if let Some(rest) = word.strip_suffix(ending)
            && rest.len() + 1 >= MIN_STEM
        {
            return Cow::Owned(format!("{rest}y"));
        }
    }
    Cow::Borrowed(without_final_e(without_ending(word)))
}

fn without_ending(word: &str) -> &str {
    for ending in ["ing", "ed"] {
        if let Some(rest) = word.strip_suffix(ending)
            && rest.len() >= MIN_STEM
            && rest.contains(['a', 'e', 'i', 'o', 'u', 'y'])
            && !(ending == "ed" && rest.ends_with('e'))
        {
            return without_doubled_end(rest);
        }
    }
    match word.strip_suffix('s') {
        Some(rest) if rest.len() >= MIN_STEM && !rest.ends_with(['s', 'u', 'i']) => rest,
        _ => word,
    }
}

/// `running` came from `run`; `falling` from `fall`.
fn without_doubled_end(word: &str) -> &str {
    match word.as_bytes() {
        [.., before, last]
            if before == last && word.len() > MIN_STEM && !b"aeioulsz".contains(last) =>
        {
            &word[..word.len() - 1]
        }
        _ => word,
    }
}

fn without_final_e(word: &str) -> &str {
    match word.strip_suffix('e') {
        Some(rest) if rest.len() >= MIN_STEM => rest,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_their_stem() {
        for forms in [
            &["retry", "retries", "retried", "retrying"][..],
            &["cache", "caches", "cached", "caching"],
            &["run", "runs", "running"],
            &["stop", "stopped", "stopping"],
            &["service", "services"],
            &["token", "tokens"],
            &["class", "classes"],
            &["decide", "decides", "decided", "deciding"],
        ] {
            for form in forms {
                assert_eq!(stem(form), stem(forms[0]), "{form}");
            }
        }
    }

    #[test]
    fn other_words_keep_apart() {
        for word in [
            "status", "string", "bus", "need", "speed", "is", "日本", "RS256",
        ] {
            assert_eq!(stem(word), word);
        }
    }
}
