//! Numbers in a text: plain, with a unit, in versions and names, hexadecimal, and as short words.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{Difference, Fact};

/// A sign of money, a number or a name with a digit in it, and perhaps a unit behind a space.
const NUMBER: &str = r"(?x)
    (?P<currency> \p{Sc} )? [\ ]?
    (?P<number>
        \p{Nd}+ (?: \.\p{Nd}+ )? [eE] [-+] \p{Nd}+
      | [\p{Latin}\p{Greek}_]* \p{Nd} [\p{Latin}\p{Greek}\p{Nd}_]*
        (?: [.,'] \p{Nd} [\p{Latin}\p{Greek}\p{Nd}_]* )*
        (?: - (?: alpha | beta | dev | pre | rc | snapshot ) (?: \.?\p{Nd}+ )* )?
    )
    (?: (?P<gap> [\ \u{a0}\u{202f}-]? ) (?P<unit> % | ‰ | °\p{L}? | [\p{L}]+ ) )?
";

/// Words that are numbers. `one` is a pronoun more often.
const WORDS: &str = r"(?i)\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b";

/// The numbers of [`WORDS`], in order, from two.
const NUMBER_WORDS: [&str; 11] = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
];

/// Units that count behind a space, each with the other ways in which it is written.
const UNITS: &[&[&str]] = &[
    &["%", "percent", "per cent", "pct"],
    &["‰"],
    &["ns", "nanosecond", "nanoseconds"],
    &["µs", "μs", "us", "microsecond", "microseconds"],
    &["ms", "msec", "millisecond", "milliseconds"],
    &["s", "sec", "secs", "second", "seconds"],
    &["min", "mins", "minute", "minutes"],
    &["h", "hr", "hrs", "hour", "hours"],
    &["d", "day", "days"],
    &["w", "week", "weeks"],
    &["month", "months"],
    &["y", "year", "years"],
    &["B", "byte", "bytes"],
    &["bit", "bits"],
    &["kB", "KB"],
    &["MB"],
    &["GB"],
    &["TB"],
    &["KiB"],
    &["MiB"],
    &["GiB"],
    &["TiB"],
    &["kbit", "kbps"],
    &["Mbit", "Mbps"],
    &["Gbit", "Gbps"],
    &["Hz"],
    &["kHz"],
    &["MHz"],
    &["GHz"],
    &["px"],
    &["°"],
    &["°C"],
    &["°F"],
    &["K", "k"],
    &["M"],
    &["mm"],
    &["cm"],
    &["m"],
    &["km"],
    &["USD"],
    &["EUR"],
    &["GBP"],
];

static NUMBERS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(NUMBER).ok());
static WRITTEN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(WORDS).ok());

/// The numbers of a text, in order.
pub(super) fn find(text: &str) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(numbers) = &*NUMBERS {
        let mut at = 0;
        while let Some(found) = numbers.captures_at(text, at) {
            let Some(fact) = number(text, &found) else {
                break;
            };
            at = fact.span.end;
            facts.push(fact);
        }
    }
    if let Some(written) = &*WRITTEN {
        let free: Vec<Fact> = written
            .find_iter(text)
            .filter_map(|word| {
                let lower = word.as_str().to_lowercase();
                let place = NUMBER_WORDS.iter().position(|known| *known == lower)?;
                let meaning = (place + 2).to_string();
                Some(Fact::new(Difference::Number, meaning, word.range()))
            })
            .collect();
        facts.extend(free);
        facts.sort_by_key(|fact| fact.span.start);
    }
    facts
}

fn number(text: &str, found: &Captures<'_>) -> Option<Fact> {
    let number = found.name("number")?;
    let mut span = number.range();
    let mut meaning = String::new();
    if let Some(currency) = found.name("currency") {
        span.start = currency.start();
        meaning.push_str(currency.as_str());
    }
    if let Some(sign) = sign_before(&text[..span.start]) {
        span.start -= sign.len_utf8();
        meaning.push('-');
    }
    let (digits, attached) = split(number.as_str());
    meaning.push_str(&plain(digits));
    if !attached.is_empty() {
        meaning.push_str(unit(attached).unwrap_or(attached));
    } else if let Some(behind) = found.name("unit")
        && let Some(unit) = unit(behind.as_str())
    {
        meaning.push_str(unit);
        span.end = behind.end();
    }
    Some(Fact::new(Difference::Number, meaning, span))
}

/// The minus sign that a number has, if it is none between two things.
fn sign_before(text: &str) -> Option<char> {
    let mut before = text.chars().rev();
    let sign = before.next().filter(|sign| ['-', '−'].contains(sign))?;
    let opens = |letter: char| letter.is_whitespace() || "([{=:<>,;\"'`|".contains(letter);
    before.next().is_none_or(opens).then_some(sign)
}

/// A number and the letters right behind it; names such as `p99` have no such part.
fn split(number: &str) -> (&str, &str) {
    let end = number.find(char::is_alphabetic).unwrap_or(number.len());
    let is_hexadecimal = number.starts_with("0x") || number.starts_with("0X");
    let is_unit = number[end..].chars().all(char::is_alphabetic);
    if end == 0 || is_hexadecimal || !is_unit {
        (number, "")
    } else {
        number.split_at(end)
    }
}

/// A number without what only helps to read it.
fn plain(number: &str) -> String {
    let is_digits = |part: &str| !part.is_empty() && part.chars().all(char::is_numeric);
    for separator in [',', '_', '\''] {
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let mut groups = whole.split(separator);
        let first = groups.next().unwrap_or_default();
        let mut rest = groups.peekable();
        let is_grouped = rest.peek().is_some() && is_digits(first) && first.len() <= 3;
        if is_grouped
            && rest.all(|group| is_digits(group) && group.len() == 3)
            && is_digits(fraction)
        {
            return number.replace(separator, "");
        }
    }
    number.to_lowercase()
}

fn unit(name: &str) -> Option<&'static str> {
    let written = |names: &&&[&'static str]| names.contains(&name);
    UNITS
        .iter()
        .find(written)
        .and_then(|names| names.first())
        .copied()
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
    fn numbers_are_found_as_written_and_as_meant() {
        for (text, written, meant) in [
            ("retry 3 times", "3", "3"),
            ("wait 30 seconds", "30 seconds", "30s"),
            ("wait 30s.", "30s", "30s"),
            ("a 30-minute pause", "30-minute", "30min"),
            ("limit 1,000,000 rows", "1,000,000", "1000000"),
            ("limit 1_000_000 rows", "1_000_000", "1000000"),
            ("about 12.5 % less", "12.5 %", "12.5%"),
            ("12.5%", "12.5%", "12.5%"),
            ("use v1.2.3-rc.1 now", "v1.2.3-rc.1", "v1.2.3-rc.1"),
            ("mask 0xFFee", "0xFFee", "0xffee"),
            ("at commit 3fa9c01b", "3fa9c01b", "3fa9c01b"),
            ("the p99 is", "p99", "p99"),
            ("at -5 °C", "-5 °C", "-5°C"),
            ("costs $25 a month", "$25", "$25"),
            ("eps 1e-5", "1e-5", "1e-5"),
            ("ポート8080を使う", "8080", "8080"),
            ("Three retries", "Three", "3"),
            ("the 10 most", "10", "10"),
            ("cap 512 MiB each", "512 MiB", "512MiB"),
        ] {
            assert_eq!(told(text), [(written, meant.to_owned())], "{text}");
        }
    }

    #[test]
    fn what_stands_between_numbers_is_no_sign() {
        let numbers = |text| {
            told(text)
                .into_iter()
                .map(|(text, _)| text)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            numbers("5-10 and 10.0.0.1:8080"),
            ["5", "10", "10.0.0.1", "8080"]
        );
        assert_eq!(numbers("x -1 z"), ["-1"]);
        assert_eq!(numbers("no one knows"), [""; 0]);
    }
}
