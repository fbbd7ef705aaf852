//! Two edits of the same thing brought together.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

use super::fields::{Field, Fields};

/// Most units of one text times those of the other that are compared, which is some tenths of a
/// second.
const MOST_PAIRS: usize = 1 << 24;

/// Lines that stand around what two people wrote in the same place.
pub const MINE: &str = "<<<<<<< mine";
/// Between them: what stood there before.
pub const BEFORE: &str = "||||||| before";
/// And what the other one wrote.
pub const THEIRS: &str = "=======";
/// The end of it.
pub const END: &str = ">>>>>>> theirs";

/// Two edits as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The values. Where both changed the same in different ways, texts hold both between
    /// [`MINE`] and [`END`]; other fields hold mine.
    pub fields: Fields,
    /// The fields in which that happened.
    pub conflicts: Vec<Field>,
}

/// Brings together what two made of one entry.
#[must_use]
pub fn fields(base: &Fields, theirs: &Fields, mine: &Fields) -> Merged {
    let mut merged = Merged {
        fields: mine.clone(),
        conflicts: Vec::new(),
    };
    for field in Field::ALL {
        let [base, theirs, mine] = [base, theirs, mine].map(|of| of.get(field));
        let value = match field {
            Field::Text => {
                let (text, conflicts) = texts(base, theirs, mine);
                if conflicts > 0 {
                    merged.conflicts.push(field);
                }
                Some(text)
            }
            Field::Metadata => metadata(base, theirs, mine),
            _ => whole(base, theirs, mine),
        };
        match value {
            Some(value) => merged.fields.set(field, value),
            None => merged.conflicts.push(field),
        }
    }
    merged
}

/// Brings two edits of a text together: line by line, and word by word where both changed the same
/// lines. Tells in how many places that was not possible.
#[must_use]
pub fn texts(base: &str, theirs: &str, mine: &str) -> (String, usize) {
    let lines = |text| units(text, Unit::Line);
    let mut text = String::with_capacity(base.len().max(mine.len()));
    let mut conflicts = 0;
    for region in regions(&lines(base), &lines(theirs), &lines(mine), |_| false) {
        match region {
            Region::Settled(part) => text.push_str(&part),
            Region::Open { base, theirs, mine } => {
                if let Some(part) = by_words(&base, &theirs, &mine) {
                    text.push_str(&part);
                } else {
                    conflicts += 1;
                    push_conflict(&mut text, &base, &theirs, &mine);
                }
            }
        }
    }
    (text, conflicts)
}

/// Whether a text holds marks of a place that is still to be decided.
#[must_use]
pub fn is_undecided(text: &str) -> bool {
    text.lines().any(|line| line == MINE || line == END)
}

/// Values that are taken as they are, or not at all.
fn whole(base: &str, theirs: &str, mine: &str) -> Option<String> {
    if theirs == base || theirs == mine {
        Some(mine.to_owned())
    } else if mine == base {
        Some(theirs.to_owned())
    } else {
        None
    }
}

/// Metadata that two changed must still be metadata.
fn metadata(base: &str, theirs: &str, mine: &str) -> Option<String> {
    whole(base, theirs, mine).or_else(|| {
        by_words(base, theirs, mine).filter(|merged| Field::Metadata.check(merged).is_ok())
    })
}

/// The edits together, if no word is touched by both.
fn by_words(base: &str, theirs: &str, mine: &str) -> Option<String> {
    let words = |text| units(text, Unit::Word);
    let (base, theirs, mine) = (words(base), words(theirs), words(mine));
    let most = theirs.len().max(mine.len());
    if base.len().saturating_mul(most) > MOST_PAIRS {
        return None;
    }
    // Words side by side belong together: "must" made "should" by one, "not" put behind it by the
    // other.
    let is_gap = |between: &[&str]| between.iter().all(|word| word.trim().is_empty());
    regions(&base, &theirs, &mine, is_gap)
        .into_iter()
        .map(|region| match region {
            Region::Settled(part) => Some(part),
            Region::Open { .. } => None,
        })
        .collect()
}

fn push_conflict(text: &mut String, base: &str, theirs: &str, mine: &str) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    for (mark, part) in [(MINE, mine), (BEFORE, base), (THEIRS, theirs)] {
        text.push_str(mark);
        text.push('\n');
        text.push_str(part);
        if !part.is_empty() && !part.ends_with('\n') {
            text.push('\n');
        }
    }
    text.push_str(END);
    text.push('\n');
}

#[derive(Clone, Copy)]
enum Unit {
    Line,
    Word,
}

fn units(text: &str, unit: Unit) -> Vec<&str> {
    match unit {
        Unit::Line => text.split_inclusive('\n').collect(),
        Unit::Word => text.split_word_bounds().collect(),
    }
}

/// A part of three texts.
enum Region {
    /// What it becomes is clear.
    Settled(String),
    /// Both changed it, in different ways.
    Open {
        base: String,
        theirs: String,
        mine: String,
    },
}

/// What one side put in the place of a part of the base.
#[derive(Debug, Clone)]
struct Hunk {
    base: Range<usize>,
    new: Range<usize>,
}

/// Divides three texts into parts. Changes that touch, or that only a gap divides, are one part.
fn regions(
    base: &[&str],
    theirs: &[&str],
    mine: &[&str],
    is_gap: impl Fn(&[&str]) -> bool,
) -> Vec<Region> {
    let (their_hunks, my_hunks) = (hunks(base, theirs), hunks(base, mine));
    let (mut their_next, mut my_next) = (0, 0);
    let mut regions = Vec::new();
    let mut done = 0;
    // How far the sides are ahead of the base.
    let (mut their_at, mut my_at) = (0, 0);
    loop {
        let starts = [their_hunks.get(their_next), my_hunks.get(my_next)];
        let Some(start) = starts
            .into_iter()
            .flatten()
            .map(|hunk| hunk.base.start)
            .min()
        else {
            break;
        };
        push_settled(&mut regions, &base[done..start]);
        their_at += start - done;
        my_at += start - done;
        let (their_first, my_first) = (their_next, my_next);
        let mut end = start;
        loop {
            let joins = |hunk: &Hunk| hunk.base.start <= end || is_gap(&base[end..hunk.base.start]);
            let ends = [(&their_hunks, &mut their_next), (&my_hunks, &mut my_next)]
                .into_iter()
                .find_map(|(hunks, next)| {
                    let hunk = hunks.get(*next).filter(|hunk| joins(hunk))?;
                    *next += 1;
                    Some(hunk.base.end)
                });
            match ends {
                Some(further) => end = end.max(further),
                None => break,
            }
        }
        let reach = |hunks: &[Hunk], at: usize| {
            let grown: usize = hunks.iter().map(|hunk| hunk.new.len()).sum();
            let shrunk: usize = hunks.iter().map(|hunk| hunk.base.len()).sum();
            at + (end - start) + grown - shrunk
        };
        let their_end = reach(&their_hunks[their_first..their_next], their_at);
        let my_end = reach(&my_hunks[my_first..my_next], my_at);
        let (old, their, my) = (
            &base[start..end],
            &theirs[their_at..their_end],
            &mine[my_at..my_end],
        );
        if my == old || my == their {
            push_settled(&mut regions, their);
        } else if their == old {
            push_settled(&mut regions, my);
        } else {
            regions.push(Region::Open {
                base: old.concat(),
                theirs: their.concat(),
                mine: my.concat(),
            });
        }
        (done, their_at, my_at) = (end, their_end, my_end);
    }
    push_settled(&mut regions, &base[done..]);
    regions
}

fn push_settled(regions: &mut Vec<Region>, units: &[&str]) {
    if !units.is_empty() {
        regions.push(Region::Settled(units.concat()));
    }
}

/// What is to be put where to make the new text of the old one. Texts too long to be compared are
/// told as replaced but for what both begin and end with.
fn hunks(old: &[&str], new: &[&str]) -> Vec<Hunk> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let ends = old_rest.iter().rev().zip(new_rest.iter().rev());
    let tail = ends.take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (
        &old_rest[..old_rest.len() - tail],
        &new_rest[..new_rest.len() - tail],
    );
    let shifted = |base: Range<usize>, new: Range<usize>| Hunk {
        base: base.start + head..base.end + head,
        new: new.start + head..new.end + head,
    };
    if old_rest.len().saturating_mul(new_rest.len()) > MOST_PAIRS {
        return vec![shifted(0..old_rest.len(), 0..new_rest.len())];
    }
    let mut hunks = Vec::new();
    let (mut old_done, mut new_done) = (0, 0);
    let end = (old_rest.len(), new_rest.len(), 0);
    // What stands between equal parts was replaced, however the comparison tells it.
    let equal = capture_diff_slices(Algorithm::Myers, old_rest, new_rest)
        .into_iter()
        .filter_map(|op| match op {
            DiffOp::Equal {
                old_index,
                new_index,
                len,
            } => Some((old_index, new_index, len)),
            _ => None,
        });
    for (old_at, new_at, length) in equal.chain([end]) {
        if old_done < old_at || new_done < new_at {
            hunks.push(shifted(old_done..old_at, new_done..new_at));
        }
        (old_done, new_done) = (old_at + length, new_at + length);
    }
    hunks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn edits_of_different_lines_come_together() {
        let base = "one\ntwo\nthree\nfour\n";
        let (text, conflicts) = texts(base, "ONE\ntwo\nthree\nfour\n", "one\ntwo\nthree\nFOUR\n");
        assert_eq!((text.as_str(), conflicts), ("ONE\ntwo\nthree\nFOUR\n", 0));
    }

    #[test]
    fn edits_of_different_words_of_a_line_come_together() {
        let base = "Tokens are signed with RS256 and expire after an hour.";
        let theirs = "Tokens are signed with ES256 and expire after an hour.";
        let mine = "Tokens are signed with RS256 and expire after ten minutes.";
        let (text, conflicts) = texts(base, theirs, mine);
        assert_eq!(
            text,
            "Tokens are signed with ES256 and expire after ten minutes."
        );
        assert_eq!(conflicts, 0);
    }

    #[test]
    fn words_side_by_side_are_one_place() {
        let (text, conflicts) = texts("we must retry", "we should retry", "we must not retry");
        assert_eq!(conflicts, 1);
        assert_eq!(
            text,
            "<<<<<<< mine\nwe must not retry\n||||||| before\nwe must retry\n=======\n\
             we should retry\n>>>>>>> theirs\n"
        );
        assert!(is_undecided(&text));
        assert!(!is_undecided("a ======= b"));
    }

    #[test]
    fn the_same_edit_twice_is_one() {
        assert_eq!(texts("a b c", "a x c", "a x c"), ("a x c".to_owned(), 0));
        assert_eq!(texts("", "new\n", "new\n"), ("new\n".to_owned(), 0));
    }

    #[test]
    fn fields_come_together_one_by_one() {
        let of = |kind: &str, agent: &str, metadata: &str| {
            let mut fields = Fields::default();
            fields.set(Field::Kind, kind.to_owned());
            fields.set(Field::Agent, agent.to_owned());
            fields.set(Field::Metadata, metadata.to_owned());
            fields
        };
        let merged = fields(
            &of("issue", "qa", "{\"a\": 1, \"b\": 2, \"c\": 3}"),
            &of("decision", "go", "{\"a\": 5, \"b\": 2, \"c\": 3}"),
            &of("pattern", "qa", "{\"a\": 1, \"b\": 2, \"c\": 9}"),
        );
        assert_eq!(merged.conflicts, [Field::Kind]);
        assert_eq!(
            merged.fields,
            of("pattern", "go", "{\"a\": 5, \"b\": 2, \"c\": 9}")
        );
    }

    #[test]
    fn metadata_that_would_break_is_not_merged() {
        assert_eq!(metadata("{\"a\":1}", "", "{\"a\":2}"), None);
        assert_eq!(
            metadata("{}", "{\"a\":1}", "{}").as_deref(),
            Some("{\"a\":1}")
        );
    }

    /// Texts of few words, so that edits meet.
    fn some_text() -> impl Strategy<Value = String> {
        prop::collection::vec(
            prop::sample::select(vec!["a", "b", "c", " ", "\n", "日", "e\u{301}"]),
            0..14,
        )
        .prop_map(|words| words.concat())
    }

    proptest! {
        #[test]
        fn who_changed_nothing_changes_nothing(base in some_text(), other in some_text()) {
            prop_assert_eq!(texts(&base, &other, &base), (other.clone(), 0));
            prop_assert_eq!(texts(&base, &base, &other), (other.clone(), 0));
            prop_assert_eq!(texts(&base, &other, &other), (other, 0));
        }

        #[test]
        fn the_sides_may_change_places(
            base in some_text(), one in some_text(), other in some_text(),
        ) {
            let (text, conflicts) = texts(&base, &one, &other);
            let (swapped, of_swapped) = texts(&base, &other, &one);
            prop_assert_eq!(conflicts, of_swapped);
            if conflicts == 0 {
                prop_assert_eq!(text, swapped);
            }
        }

        #[test]
        fn nothing_that_one_wrote_is_lost(
            base in "[ab\n]{0,8}", one in "[cd\n]{1,8}", other in "[ef\n]{1,8}",
        ) {
            let (text, _) = texts(&base, &one, &other);
            for word in one.split('\n').chain(other.split('\n')) {
                prop_assert!(text.contains(word), "{:?} in {:?}", word, text);
            }
        }
    }
}
