//! What changed between two texts, word by word.

use std::{collections::HashMap, ops::Range};

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

/// Most words of one text times those of the other that are compared, which takes 0.2 seconds at
/// worst: the time grows with the product. Longer texts are compared line by line first.
const MOST_PAIRS_OF_WORDS: usize = 1 << 24;

/// The same for lines.
const MOST_PAIRS_OF_LINES: usize = 1 << 26;

/// A piece of two texts, in the order in which both read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Stands in both: where in the old text, where in the new one (bytes).
    Same(Range<usize>, Range<usize>),
    /// Stands in the old text alone.
    Removed(Range<usize>),
    /// Stands in the new text alone.
    Added(Range<usize>),
}

/// The difference of two texts, word by word. Together the pieces cover both texts, white space
/// included; none is empty, and what was removed comes before what was added in its place.
///
/// Takes bounded time: parts too long for that are compared line by line, or are told as replaced.
#[must_use]
pub fn words(old: &str, new: &str) -> Vec<Piece> {
    let mut budget = MOST_PAIRS_OF_WORDS;
    let mut runs = Runs::default();
    match compare(old, new, str::split_word_bounds, &mut budget) {
        Some(found) => found.into_iter().for_each(|run| runs.push(run)),
        None => by_lines(old, new, &mut budget, &mut runs),
    }
    pieces(runs.joined(old))
}

/// A part of both texts that is the same or is not.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    same: bool,
    old: Range<usize>,
    new: Range<usize>,
}

impl Run {
    fn is_replacement(&self) -> bool {
        !self.same && !self.old.is_empty() && !self.new.is_empty()
    }

    fn shifted(mut self, old: usize, new: usize) -> Self {
        self.old = self.old.start + old..self.old.end + old;
        self.new = self.new.start + new..self.new.end + new;
        self
    }

    fn extend(&mut self, next: &Self) {
        self.old.end = next.old.end;
        self.new.end = next.new.end;
    }
}

/// Runs in order, neighbours of one kind made one.
#[derive(Debug, Default)]
struct Runs(Vec<Run>);

impl Runs {
    fn push(&mut self, run: Run) {
        if run.old.is_empty() && run.new.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(last) if last.same == run.same => last.extend(&run),
            _ => self.0.push(run),
        }
    }

    /// Words that were replaced one after the other, with nothing but spaces between them, read
    /// better as one replacement.
    fn joined(self, old: &str) -> Vec<Run> {
        let mut joined: Vec<Run> = Vec::with_capacity(self.0.len());
        for run in self.0 {
            if let [.., before, between] = joined.as_mut_slice()
                && run.is_replacement()
                && before.is_replacement()
                && is_gap(&old[between.old.clone()])
            {
                before.extend(&run);
                joined.pop();
            } else {
                joined.push(run);
            }
        }
        joined
    }
}

fn is_gap(text: &str) -> bool {
    text.chars()
        .all(|letter| letter.is_whitespace() && letter != '\n')
}

/// Compares two texts line by line, and word by word the lines that were replaced, as far as the
/// budget goes.
fn by_lines(old: &str, new: &str, budget: &mut usize, runs: &mut Runs) {
    let lines = |text| str::split_inclusive(text, '\n');
    let lines = compare(old, new, lines, &mut { MOST_PAIRS_OF_LINES });
    for run in lines.unwrap_or_else(|| around(old, new)) {
        if !run.is_replacement() {
            runs.push(run);
            continue;
        }
        let (removed, added) = (&old[run.old.clone()], &new[run.new.clone()]);
        let words = compare(removed, added, str::split_word_bounds, budget);
        for inner in words.unwrap_or_else(|| around(removed, added)) {
            runs.push(inner.shifted(run.old.start, run.new.start));
        }
    }
}

/// What two texts have in common at their beginning and at their end, and the rest as replaced.
fn around(old: &str, new: &str) -> Vec<Run> {
    let letters = |(a, b): &(char, char)| a == b;
    let length = |(letter, _): (char, char)| letter.len_utf8();
    let head: usize = old
        .chars()
        .zip(new.chars())
        .take_while(letters)
        .map(length)
        .sum();
    let ends = old[head..].chars().rev().zip(new[head..].chars().rev());
    let tail: usize = ends.take_while(letters).map(length).sum();
    let run = |same, old, new| Run { same, old, new };
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    vec![
        run(true, 0..head, 0..head),
        run(false, head..old_end, head..new_end),
        run(true, old_end..old.len(), new_end..new.len()),
    ]
}

/// Compares two texts in units; `None` when that would take too long. The budget pays for what is
/// between the units that both begin and end with.
fn compare<'a, U: Iterator<Item = &'a str>>(
    old: &'a str,
    new: &'a str,
    units: impl Fn(&'a str) -> U,
    budget: &mut usize,
) -> Option<Vec<Run>> {
    let mut numbers = HashMap::new();
    let (old, new) = (
        Units::new(units(old), &mut numbers),
        Units::new(units(new), &mut numbers),
    );
    let equal = |(a, b): &(&u32, &u32)| a == b;
    let head = old
        .numbers
        .iter()
        .zip(&new.numbers)
        .take_while(equal)
        .count();
    let rest = (old.numbers[head..].iter().rev()).zip(new.numbers[head..].iter().rev());
    let tail = rest.take_while(equal).count();
    let middle = |units: &Units| units.numbers.len() - head - tail;
    *budget = budget.checked_sub(middle(&old).saturating_mul(middle(&new)))?;
    let changes = capture_diff_slices(Algorithm::Myers, &old.numbers, &new.numbers);
    let run = |change: DiffOp| Run {
        same: matches!(change, DiffOp::Equal { .. }),
        old: old.bytes(change.old_range()),
        new: new.bytes(change.new_range()),
    };
    Some(changes.into_iter().map(run).collect())
}

/// A text cut into units; equal units have equal numbers.
struct Units {
    numbers: Vec<u32>,
    /// Where each begins, and where the last one ends.
    bounds: Vec<usize>,
}

impl Units {
    fn new<'a>(units: impl Iterator<Item = &'a str>, known: &mut HashMap<&'a str, u32>) -> Self {
        let (mut numbers, mut bounds) = (Vec::new(), vec![0]);
        let mut end = 0;
        for unit in units {
            // Texts are far shorter than 4 GB.
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            numbers.push(*known.entry(unit).or_insert(next));
            end += unit.len();
            bounds.push(end);
        }
        Self { numbers, bounds }
    }

    fn bytes(&self, units: Range<usize>) -> Range<usize> {
        self.bounds[units.start]..self.bounds[units.end]
    }
}

fn pieces(runs: Vec<Run>) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(runs.len() * 2);
    for Run { same, old, new } in runs {
        if same {
            pieces.push(Piece::Same(old, new));
            continue;
        }
        if !old.is_empty() {
            pieces.push(Piece::Removed(old));
        }
        if !new.is_empty() {
            pieces.push(Piece::Added(new));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `[-removed-]` and `{+added+}`, as `git diff --word-diff` writes it.
    fn marked(old: &str, new: &str) -> String {
        let mark = |piece| match piece {
            Piece::Same(old_part, _) => old[old_part].to_owned(),
            Piece::Removed(part) => format!("[-{}-]", &old[part]),
            Piece::Added(part) => format!("{{+{}+}}", &new[part]),
        };
        words(old, new).into_iter().map(mark).collect()
    }

    #[test]
    fn words_are_told_apart() {
        for (old, new, expected) in [
            ("", "", ""),
            ("", "new", "{+new+}"),
            ("old", "", "[-old-]"),
            ("the same", "the same", "the same"),
            ("retry 3 times", "retry 5 times", "retry [-3-]{+5+} times"),
            (
                "We use Redis here.",
                "We never use Redis here.",
                "We {+never +}use Redis here.",
            ),
            ("port 8080.", "port 8080!", "port 8080[-.-]{+!+}"),
            ("署名の検証", "署名の確認", "署名の[-検証-]{+確認+}"),
            ("a 👩‍👩‍👧 b", "a 👩‍👩‍👦 b", "a [-👩‍👩‍👧-]{+👩‍👩‍👦+} b"),
        ] {
            assert_eq!(marked(old, new), expected);
        }
    }

    #[test]
    fn replaced_neighbours_are_one_replacement() {
        assert_eq!(
            marked("a quick brown fox", "a slow red fox"),
            "a [-quick brown-]{+slow red+} fox"
        );
        // Not over the end of a line, and not where one side has nothing to show.
        assert_eq!(marked("one\ntwo", "1\n2"), "[-one-]{+1+}\n[-two-]{+2+}");
        assert_eq!(
            marked("x one b two", "y b 2"),
            "[-x one-]{+y+} b [-two-]{+2+}"
        );
    }

    fn many(count: usize, word: impl Fn(usize) -> String) -> String {
        (0..count).map(word).collect()
    }

    #[test]
    fn long_texts_are_compared_by_lines_and_words_within_them() {
        let old = many(6000, |n| format!("line {n} says so\n"));
        let new = format!(
            "a first line\n{}and a last\n",
            old.replacen("line 3000 says", "line 3000 tells", 1)
        );
        assert_eq!(marked(&old, &new).matches("[-says-]{+tells+}").count(), 1);
        check(&old, &new).unwrap();
    }

    #[test]
    fn what_is_too_long_for_that_is_told_as_replaced() {
        let old = many(200_000, |n| format!("{n} "));
        let new = many(200_000, |n| format!("x{n} "));
        let new = format!("begin {new} end");
        let old = format!("begin {old} end");
        let pieces = words(&old, &new);
        assert_eq!(pieces.len(), 4, "{:?}", &pieces[..4]);
        check(&old, &new).unwrap();
    }

    /// The pieces cover both texts, in order, and none is empty.
    fn check(old: &str, new: &str) -> Result<(), TestCaseError> {
        let (mut in_old, mut in_new) = (0, 0);
        let mut last = None;
        for piece in words(old, new) {
            match piece.clone() {
                Piece::Same(a, b) => {
                    prop_assert_eq!((a.start, b.start), (in_old, in_new));
                    prop_assert!(!a.is_empty());
                    prop_assert_eq!(&old[a.clone()], &new[b.clone()]);
                    (in_old, in_new) = (a.end, b.end);
                    prop_assert!(!matches!(last, Some(Piece::Same(..))));
                }
                Piece::Removed(a) => {
                    prop_assert!(a.start == in_old && a.end > a.start);
                    prop_assert!(old.get(a.clone()).is_some());
                    in_old = a.end;
                    prop_assert!(matches!(last, None | Some(Piece::Same(..))));
                }
                Piece::Added(b) => {
                    prop_assert!(b.start == in_new && b.end > b.start);
                    prop_assert!(new.get(b.clone()).is_some());
                    in_new = b.end;
                    prop_assert!(!matches!(last, Some(Piece::Added(_))));
                }
            }
            last = Some(piece);
        }
        prop_assert_eq!((in_old, in_new), (old.len(), new.len()));
        Ok(())
    }

    proptest! {
        #[test]
        fn pieces_cover_both_texts(old in ".{0,80}", new in ".{0,80}") {
            check(&old, &new)?;
        }

        #[test]
        fn pieces_cover_texts_of_few_words(
            old in "([ab.\u{e9}]|  |\n|的){0,40}",
            new in "([ab.\u{e9}]|  |\n|的){0,40}",
        ) {
            check(&old, &new)?;
            let (mut by_line, mut budget) = (Runs::default(), 4);
            by_lines(&old, &new, &mut budget, &mut by_line);
            let covered = by_line.0.iter().map(|run| (&old[run.old.clone()], &new[run.new.clone()]));
            let (a, b): (String, String) = covered.unzip();
            prop_assert_eq!((a, b), (old, new));
        }
    }
}
