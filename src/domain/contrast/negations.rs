//! Words that turn a sentence into its opposite, in some languages.

use std::{collections::HashMap, sync::LazyLock};

use regex::Regex;
use unicode_segmentation::UnicodeSegmentation;

use super::{Difference, Fact};

/// Whole words, in lower case; the forms of one word in a row, told apart by `|`.
const WORDS: &str = "
    not|cannot|cant|dont|doesnt|didnt|isnt|wont|shouldnt
    no never none neither nor nobody nothing nowhere without non
    nicht kein|keine|keiner|keines|keinen|keinem nie|niemals nichts niemand ohne weder keinesfalls keineswegs
    ne|n pas jamais rien aucun|aucune sans ni
    nunca jamás sin ningún|ninguno|ninguna nadie tampoco
    não nem sem nenhum|nenhuma ninguém
    senza nessun|nessuno|nessuna niente né
    niet geen nooit zonder niets
    inte ikke|ikkje aldrig|aldri utan|uden|uten ingen|inget|inga
    nie nigdy bez żaden|żadna|żadne není nikdy
    не нет ни никогда без нельзя ні немає ніколи
    değil yok asla không chưa đừng
    لا ليس لم لن بدون לא אין בלי नहीं मत बिना 안
";

/// Parts of words, where words are not told apart by spaces. What begins the list negates nothing
/// and is only there so that its part is not found.
const PARTS: &str = "(非常|未来|未來|無論|无论|不断|不斷|不同)|不|没|沒|無|无|未|非|勿|ません|なかっ|ない|なし|ずに|않|못|없|아니|금지";

static FORMS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let words = WORDS.split_whitespace();
    let forms = |word: &'static str| {
        let first = word.split('|').next().unwrap_or_default();
        word.split('|').map(move |form| (form, first))
    };
    words.flat_map(forms).collect()
});

static WITHIN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(PARTS).ok());

/// The negations of a text, in order.
pub(super) fn find(text: &str) -> Vec<Fact> {
    let fact =
        |word: &str, at, length| Fact::new(Difference::Negation, word.to_owned(), at..at + length);
    let mut facts: Vec<Fact> = Vec::new();
    for (at, word) in text.unicode_word_indices() {
        // No word here is longer, and texts hold very long ones.
        if word.len() > 24 {
            continue;
        }
        let lower = word.to_lowercase().replace('’', "'");
        if let Some(first) = FORMS.get(lower.as_str()) {
            facts.push(fact(first, at, word.len()));
        } else if lower.ends_with("n't") {
            facts.push(fact("not", at, word.len()));
        } else if lower.starts_with("n'") {
            facts.push(fact("ne", at, word.len()));
        }
    }
    let parts = WITHIN.iter().flat_map(|parts| parts.captures_iter(text));
    let negating = parts.filter(|found| found.get(1).is_none());
    facts.extend(
        negating
            .filter_map(|found| found.get(0))
            .map(|found| fact(found.as_str(), found.start(), found.len())),
    );
    facts.sort_by_key(|fact| fact.span.start);
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(&str, String)> {
        find(text)
            .into_iter()
            .map(|fact| (&text[fact.span], fact.meaning.1))
            .collect()
    }

    #[test]
    fn negations_are_found() {
        for (text, written, meant) in [
            ("We do NOT retry", "NOT", "not"),
            ("It doesn't retry", "doesn't", "not"),
            ("It doesn’t retry", "doesn’t", "not"),
            ("We cannot retry", "cannot", "not"),
            ("Never retry", "Never", "never"),
            ("non-blocking", "non", "non"),
            ("Das ist keine Lösung", "keine", "kein"),
            ("Il n'est là", "n'est", "ne"),
            ("Это не работает", "не", "не"),
            ("我们不使用它", "不", "不"),
            ("使わない", "ない", "ない"),
            ("사용하지 않는다", "않", "않"),
            ("사용 안 함", "안", "안"),
        ] {
            assert_eq!(told(text), [(written, meant.to_owned())], "{text}");
        }
    }

    #[test]
    fn parts_of_other_words_negate_nothing() {
        for text in [
            "a note on knots",
            "非常好",
            "notable, nonce, nothingness",
            "未来",
        ] {
            assert_eq!(told(text), [], "{text}");
        }
    }
}
