//! What differs between two near-equal texts, said in words.

use std::ops::Range;

use crate::domain::{
    count::counted,
    duplicates::{Contrast, Difference},
};

/// Things of one kind that are named before the rest is counted.
const NAMED: usize = 3;

/// The kinds of differences, in the order in which they are told.
const KINDS: [Difference; 3] = [Difference::Negation, Difference::Date, Difference::Number];

/// One sentence for each kind of difference.
pub(super) fn told(contrast: &Contrast, left: &str, right: &str) -> Vec<String> {
    KINDS
        .into_iter()
        .filter_map(|kind| {
            let here = named(&contrast.0, kind, left);
            let there = named(&contrast.1, kind, right);
            let name = kind.name();
            match (here, there) {
                (None, None) => None,
                (Some(here), None) => Some(format!("{name} on the left alone: {here}")),
                (None, Some(there)) => Some(format!("{name} on the right alone: {there}")),
                (Some(here), Some(there)) => Some(format!("{name}: {here} ≠ {there}")),
            }
        })
        .collect()
}

/// The words of a kind, the first few as they stand in the text.
fn named(found: &[(Difference, Range<usize>)], kind: Difference, text: &str) -> Option<String> {
    let mut words: Vec<&str> = Vec::new();
    for (_, range) in found.iter().filter(|(found, _)| *found == kind) {
        let word = text.get(range.clone()).unwrap_or_default();
        if !words.contains(&word) {
            words.push(word);
        }
    }
    if words.is_empty() {
        return None;
    }
    let more = words.len().saturating_sub(NAMED);
    words.truncate(NAMED);
    let mut told = words.join(", ");
    if more > 0 {
        told.push_str(" and ");
        told.push_str(&counted(more, "more", "more"));
    }
    Some(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::duplicates::contrast;

    fn differences(left: &str, right: &str) -> Vec<String> {
        told(&contrast(left, right), left, right)
    }

    #[test]
    fn each_kind_is_said() {
        assert_eq!(
            differences(
                "Do not retry more than 5 times, as agreed on 2026-01-31.",
                "Do retry more than 3 times, as agreed on 2026-02-28.",
            ),
            [
                "negation on the left alone: not",
                "date: 2026-01-31 ≠ 2026-02-28",
                "number: 5 ≠ 3",
            ]
        );
        assert!(differences("the same", "the same").is_empty());
        assert_eq!(
            differences("ports", "ports 1, 2, 3, 4 and 5"),
            ["number on the right alone: 1, 2, 3 and 2 more"]
        );
    }
}
