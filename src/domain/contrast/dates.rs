//! Dates and times of day in a text, in the ways in which people write them.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{Difference, Fact};

/// The months, each with its names in English, German, French, Spanish, Italian and Portuguese.
const MONTHS: [&str; 12] = [
    "january|jan|januar|jänner|janvier|janv|enero|gennaio|janeiro",
    "february|feb|februar|février|févr|febrero|febbraio|fevereiro",
    "march|mar|märz|mars|marzo|março",
    "april|apr|avril|avr|abril|aprile",
    "may|mai|mayo|maggio|maio",
    "june|jun|juni|juin|junio|giugno|junho",
    "july|jul|juli|juillet|juil|julio|luglio|julho",
    "august|aug|août|agosto",
    "september|sept|sep|septembre|septiembre|settembre|setembro",
    "october|oct|oktober|okt|octobre|octubre|ottobre|outubro",
    "november|nov|novembre|noviembre|novembro",
    "december|dec|dezember|dez|décembre|déc|diciembre|dicembre|dezembro",
];

/// Ways to write a date or a time; earlier ones are looked for first. `NAME` is the name of a month.
const FORMS: [&str; 9] = [
    r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?: ?(?P<zone>Z|UTC|[-+]\d{2}:?\d{2}))?)?\b",
    r"(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})日",
    r"\b(?P<y>\d{4})[/.](?P<m>\d{1,2})[/.](?P<d>\d{1,2})\b",
    r"\b(?P<d>\d{1,2})\. ?(?P<m>\d{1,2})\. ?(?P<y>\d{4})\b",
    r"\b(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4}|\d{2})\b",
    r"(?i)\b(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.|º)? (?:of |de )?(?P<name>NAME)\b\.?(?:,? (?:de )?(?P<y>\d{4})\b)?",
    r"(?i)\b(?P<name>NAME)\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?\b(?:,? (?P<y>\d{4})\b)?",
    r"(?i)\b(?P<name>NAME)\.?,? (?P<y>\d{4})\b",
    r"(?i)\b(?P<hours>[01]?\d|2[0-4]):(?P<rest>[0-5]\d(?::[0-5]\d(?:\.\d+)?)?)(?: ?(?P<half>[ap])\.?m\b\.?|\b)",
];

static DATES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let names = MONTHS.join("|");
    let forms = FORMS.into_iter();
    forms
        .filter_map(|form| Regex::new(&form.replace("NAME", &names)).ok())
        .collect()
});

/// The dates and times of a text, in order, none over another.
pub(super) fn find(text: &str) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    for form in DATES.iter() {
        let mut found: Vec<Fact> = form
            .captures_iter(text)
            .filter_map(|found| {
                let span = found.get(0)?.range();
                // Not within a longer row of numbers: an address, a version.
                let is_part = text[..span.start].ends_with(['.', ':', '/', '-']);
                let is_free = || {
                    let next = facts.partition_point(|fact| fact.span.end <= span.start);
                    facts
                        .get(next)
                        .is_none_or(|fact| fact.span.start >= span.end)
                };
                (!is_part && is_free()).then_some(())?;
                Some(Fact::new(Difference::Date, meaning(&found), span))
            })
            .collect();
        if !found.is_empty() {
            facts.append(&mut found);
            facts.sort_by_key(|fact| fact.span.start);
        }
    }
    facts
}

/// The same for one moment, however it is written: `2026-01-31`, `----01-31` without a year.
fn meaning(found: &Captures<'_>) -> String {
    let part = |name| found.name(name).map(|part| part.as_str());
    if let (Some(hours), Some(rest)) = (part("hours"), part("rest")) {
        let hours: u32 = hours.parse().unwrap_or_default();
        let hours = match part("half").map(str::to_lowercase).as_deref() {
            Some("p") if hours < 12 => hours + 12,
            Some("a") if hours == 12 => 0,
            _ => hours,
        };
        return format!("{hours:02}:{rest}");
    }
    let year = part("y").map_or_else(
        || "--".to_owned(),
        |year| {
            if year.len() == 2 {
                format!("20{year}")
            } else {
                year.to_owned()
            }
        },
    );
    let number = |name| part(name).and_then(|digits| digits.parse::<u32>().ok());
    let (month, day) = match (number("a"), number("b")) {
        (Some(day), Some(month)) if day > 12 => (Some(month), Some(day)),
        (Some(month), Some(day)) if day > 12 => (Some(month), Some(day)),
        // Nothing tells which of them is the month.
        (Some(one), Some(other)) => return format!("{year}/{one}/{other}"),
        _ => (number("m").or_else(|| month(part("name")?)), number("d")),
    };
    let two =
        |number: Option<u32>| number.map_or_else(String::new, |number| format!("-{number:02}"));
    let mut meaning = year + &two(month) + &two(day);
    for (mark, name) in [("T", "time"), ("", "zone")] {
        if let Some(part) = part(name) {
            meaning.push_str(mark);
            meaning.push_str(part);
        }
    }
    meaning
}

fn month(name: &str) -> Option<u32> {
    let name = name.to_lowercase();
    let has_name = |(_, names): &(u32, &str)| names.split('|').any(|known| known == name);
    (1..).zip(MONTHS).find(has_name).map(|(number, _)| number)
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
    fn every_form_is_a_regular_expression() {
        assert_eq!(DATES.len(), FORMS.len());
    }

    #[test]
    fn dates_are_found_as_written_and_as_meant() {
        for (text, written, meant) in [
            ("on 2026-01-31.", "2026-01-31", "2026-01-31"),
            (
                "at 2026-01-31T10:00:00Z",
                "2026-01-31T10:00:00Z",
                "2026-01-31T10:00:00Z",
            ),
            ("on January 31st, 2026", "January 31st, 2026", "2026-01-31"),
            ("on 31 Jan 2026", "31 Jan 2026", "2026-01-31"),
            ("am 31. Januar 2026", "31. Januar 2026", "2026-01-31"),
            ("am 31.1.2026", "31.1.2026", "2026-01-31"),
            ("le 1er février 2026", "1er février 2026", "2026-02-01"),
            ("el 3 de marzo de 2026", "3 de marzo de 2026", "2026-03-03"),
            ("2026年1月31日", "2026年1月31日", "2026-01-31"),
            ("by 1/31/2026", "1/31/2026", "2026-01-31"),
            ("by 31/1/26", "31/1/26", "2026-01-31"),
            ("by 2/3/2026", "2/3/2026", "2026/2/3"),
            ("since May 2026", "May 2026", "2026-05"),
            ("on March 3", "March 3", "---03-03"),
            ("at 9:30 pm", "9:30 pm", "21:30"),
            ("at 21:30", "21:30", "21:30"),
        ] {
            assert_eq!(told(text), [(written, meant.to_owned())], "{text}");
        }
    }

    #[test]
    fn other_numbers_are_no_dates() {
        for text in [
            "10.0.0.1:8080",
            "v1.2.3",
            "5-10",
            "ratio 16:9",
            "1:80",
            "10.0.0.1:22",
        ] {
            assert_eq!(told(text), [], "{text}");
        }
    }
}
