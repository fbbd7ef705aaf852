//! What differs between two near-equal texts and matters, though embeddings barely see it.

mod dates;
mod negations;
mod numbers;

use std::{collections::HashMap, ops::Range};

use super::diff::{self, Piece};

/// What differs between two near-equal texts and that embeddings barely see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Difference {
    /// A number stands in one alone.
    Number,
    /// A date or a time of day stands in one alone.
    Date,
    /// A negation stands in one alone: `not`, `never`, `nicht`.
    Negation,
}

impl Difference {
    /// The name in JSON and for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Date => "date",
            Self::Negation => "negation",
        }
    }
}

/// Where two texts differ in what matters: for each text, what and where (bytes), in order.
pub type Contrast = (
    Vec<(Difference, Range<usize>)>,
    Vec<(Difference, Range<usize>)>,
);

/// Numbers, dates and negations that stand in one text alone, or more often than in the other.
/// `5 seconds` and `5s`, `31 January 2026` and `2026-01-31`, `don't` and `do not` are the same.
#[must_use]
pub fn contrast(one: &str, other: &str) -> Contrast {
    let (facts, other_facts) = (facts(one), facts(other));
    let (left, right) = (count(&facts), count(&other_facts));
    // Of three with two to match them, the diff tells which one is on its own.
    let unsure = |(meaning, times): (&Meaning, &usize)| {
        right.get(meaning).is_some_and(|others| others != times)
    };
    let changed = if left.iter().any(unsure) {
        changes(&diff::words(one, other))
    } else {
        Changes::default()
    };
    (
        surplus(facts, &left, &right, &changed.removed),
        surplus(other_facts, &right, &left, &changed.added),
    )
}

/// Something said in a text: what kind of thing, in a form that is the same however it is written.
type Meaning = (Difference, String);

/// What is said, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fact {
    meaning: Meaning,
    span: Range<usize>,
}

impl Fact {
    fn new(difference: Difference, meaning: String, span: Range<usize>) -> Self {
        Self {
            meaning: (difference, meaning),
            span,
        }
    }
}

/// All that is said in a text, in order, none over another: the digits of a date are no numbers.
fn facts(text: &str) -> Vec<Fact> {
    let mut facts = dates::find(text);
    let free = |taken: &[Fact], fact: &Fact| {
        let next = taken.partition_point(|taken| taken.span.end <= fact.span.start);
        taken
            .get(next)
            .is_none_or(|taken| taken.span.start >= fact.span.end)
    };
    let mut numbers = numbers::find(text);
    numbers.retain(|number| free(&facts, number));
    facts.append(&mut numbers);
    facts.append(&mut negations::find(text));
    facts.sort_by_key(|fact| fact.span.start);
    facts
}

fn count(facts: &[Fact]) -> HashMap<Meaning, usize> {
    let mut counts = HashMap::new();
    for fact in facts {
        *counts.entry(fact.meaning.clone()).or_default() += 1;
    }
    counts
}

/// The parts of two texts that are not in the other.
#[derive(Debug, Default)]
struct Changes {
    removed: Vec<Range<usize>>,
    added: Vec<Range<usize>>,
}

fn changes(pieces: &[Piece]) -> Changes {
    let mut changes = Changes::default();
    for piece in pieces {
        match piece {
            Piece::Same(..) => {}
            Piece::Removed(part) => changes.removed.push(part.clone()),
            Piece::Added(part) => changes.added.push(part.clone()),
        }
    }
    changes
}

/// The facts that the other text has not, or not as often; those in changed parts first.
fn surplus(
    facts: Vec<Fact>,
    counts: &HashMap<Meaning, usize>,
    others: &HashMap<Meaning, usize>,
    changed: &[Range<usize>],
) -> Vec<(Difference, Range<usize>)> {
    let is_changed = |span: &Range<usize>| {
        let next = changed.partition_point(|part| part.end <= span.start);
        changed.get(next).is_some_and(|part| part.start < span.end)
    };
    let (likely, unlikely): (Vec<Fact>, Vec<Fact>) =
        facts.into_iter().partition(|fact| is_changed(&fact.span));
    let mut left: HashMap<&Meaning, usize> = counts
        .iter()
        .map(|(meaning, times)| {
            let others = others.get(meaning).copied().unwrap_or_default();
            (meaning, times.saturating_sub(others))
        })
        .collect();
    let mut surplus = Vec::new();
    for fact in likely.into_iter().chain(unlikely) {
        if let Some(times) = left.get_mut(&fact.meaning).filter(|times| **times > 0) {
            *times -= 1;
            surplus.push((fact.meaning.0, fact.span));
        }
    }
    surplus.sort_by_key(|(_, span)| span.start);
    surplus
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(one: &str, other: &str) -> (Vec<String>, Vec<String>) {
        let (left, right) = contrast(one, other);
        let tell = |text: &str, found: Vec<(Difference, Range<usize>)>| {
            let found = found.into_iter();
            found
                .map(|(what, span)| format!("{} {}", what.name(), &text[span]))
                .collect()
        };
        (tell(one, left), tell(other, right))
    }

    #[test]
    fn what_stands_in_one_alone_is_told() {
        for (one, other, left, right) in [
            ("Retry 3 times", "Retry 5 times", "number 3", "number 5"),
            ("Use Redis", "Do not use Redis", "", "negation not"),
            (
                "Frozen until 2026-01-31",
                "Frozen until 2026-02-28",
                "date 2026-01-31",
                "date 2026-02-28",
            ),
            (
                "never before 9:30, port 80",
                "before 10:30, port 80",
                "negation never, date 9:30",
                "date 10:30",
            ),
            ("the same 7", "the same 7", "", ""),
            ("wait 5 seconds", "wait 5s", "", ""),
            ("due 31 January 2026", "due 2026-01-31", "", ""),
            ("don't", "do not", "", ""),
            (
                "キャッシュを使う",
                "キャッシュを使わない",
                "",
                "negation ない",
            ),
        ] {
            let (a, b) = told(one, other);
            assert_eq!(
                (a.join(", ").as_str(), b.join(", ").as_str()),
                (left, right)
            );
        }
    }

    #[test]
    fn the_one_that_changed_is_told_among_equal_ones() {
        let (one, other) = (
            "Do not cache A. Do not cache B. Do not cache C.",
            "Do not cache A. Do cache B. Do not cache C.",
        );
        let (left, right) = contrast(one, other);
        let second = one.match_indices("not").nth(1).unwrap().0;
        assert_eq!(left, [(Difference::Negation, second..second + 3)]);
        assert_eq!(right, []);
    }

    proptest! {
        #[test]
        fn spans_are_ordered_and_on_characters(
            one in "(.|[0-9]|not |jan |年|-|:|[.]){0,30}",
            other in "(.|[0-9]|not |jan |年|-|:|[.]){0,30}",
        ) {
            let (left, right) = contrast(&one, &other);
            let (swapped_right, swapped_left) = contrast(&other, &one);
            prop_assert_eq!(left.len(), swapped_left.len());
            prop_assert_eq!(right.len(), swapped_right.len());
            for (text, found) in [(&one, left), (&other, right)] {
                let mut end = 0;
                for (_, span) in found {
                    prop_assert!(span.start >= end && span.end > span.start);
                    prop_assert!(text.get(span.clone()).is_some());
                    end = span.end;
                }
            }
            prop_assert_eq!(contrast(&one, &one), (vec![], vec![]));
        }
    }
}
