//! Columns of a comparison: texts in rows, each part knowing where it comes from.

use std::ops::Range;

use crate::{domain::diff::Piece, tui::text::wrap};

/// What became of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It stands in both texts.
    Same,
    /// It stands in the old text alone.
    Removed,
    /// It stands in the new text alone.
    Added,
}

/// Which of the two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The first.
    Old,
    /// The second.
    New,
}

/// A part of a column's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Where it stands in the column's text.
    pub range: Range<usize>,
    /// What became of it.
    pub change: Change,
    /// The text it is copied from, and where there; `None` for marks.
    pub source: Option<(Side, usize)>,
}

/// A text in rows.
#[derive(Debug, Default)]
pub struct Column {
    text: String,
    runs: Vec<Run>,
    rows: Vec<Option<Range<usize>>>,
}

impl Column {
    /// Rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The text of a row, and where it stands in the column's text; `None` where the other column
    /// has more rows.
    #[must_use]
    pub fn row(&self, row: usize) -> Option<(&str, Range<usize>)> {
        let range = self.rows.get(row)?.clone()?;
        Some((&self.text[range.clone()], range))
    }

    /// The parts that a range of the column's text lies in.
    pub fn runs(&self, range: Range<usize>) -> impl Iterator<Item = &Run> {
        let first = self
            .runs
            .partition_point(|run| run.range.end <= range.start);
        self.runs[first..]
            .iter()
            .take_while(move |run| run.range.start < range.end)
    }

    fn push(&mut self, text: &str, change: Change, source: Option<(Side, usize)>) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.runs.push(Run {
            range: start..self.text.len(),
            change,
            source,
        });
    }

    fn wrap(&mut self, range: Range<usize>, width: usize) {
        for row in rows(&self.text, range, width) {
            self.rows.push(Some(row));
        }
    }
}

/// Both texts as one: what was removed stands before what was added in its place.
pub(super) fn unified(old: &str, new: &str, pieces: &[Piece], marks: bool, width: usize) -> Column {
    let mut column = Column::default();
    let mut replacing = false;
    for piece in pieces {
        let (text, change, source, [open, close]) = match piece {
            Piece::Same(_, at) => (
                &new[at.clone()],
                Change::Same,
                (Side::New, at.start),
                ["", ""],
            ),
            Piece::Removed(at) => (
                &old[at.clone()],
                Change::Removed,
                (Side::Old, at.start),
                ["[-", "-]"],
            ),
            Piece::Added(at) => (
                &new[at.clone()],
                Change::Added,
                (Side::New, at.start),
                ["{+", "+}"],
            ),
        };
        if marks {
            column.push(open, change, None);
        } else if replacing
            && change == Change::Added
            && !column.text.ends_with(char::is_whitespace)
            && !text.starts_with(char::is_whitespace)
        {
            // The new word would run into the old one.
            column.push(" ", Change::Same, None);
        }
        replacing = change == Change::Removed;
        if change != Change::Same && text.trim().is_empty() {
            // Line breaks alone would not be seen.
            let (side, mut at) = source;
            for part in text.split_inclusive('\n') {
                let blank = part.trim_end_matches('\n');
                column.push(blank, change, Some((side, at)));
                if blank.len() < part.len() {
                    column.push("¶", change, None);
                    column.push("\n", change, Some((side, at + blank.len())));
                }
                at += part.len();
            }
        } else {
            column.push(text, change, Some(source));
        }
        if marks {
            column.push(close, change, None);
        }
    }
    column.wrap(0..column.text.len(), width);
    column
}

/// Both texts, lines that belong together in the same rows.
pub(super) fn side_by_side(old: &str, new: &str, pieces: &[Piece], width: usize) -> [Column; 2] {
    let (mut left, mut right) = (Column::default(), Column::default());
    // Where both texts end a line that they share.
    let mut meetings = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Same(was, is) => {
                left.push(
                    &old[was.clone()],
                    Change::Same,
                    Some((Side::Old, was.start)),
                );
                right.push(&new[is.clone()], Change::Same, Some((Side::New, is.start)));
                meetings.extend(
                    new[is.clone()]
                        .match_indices('\n')
                        .map(|(at, _)| (was.start + at + 1, is.start + at + 1)),
                );
            }
            Piece::Removed(at) => {
                left.push(
                    &old[at.clone()],
                    Change::Removed,
                    Some((Side::Old, at.start)),
                );
            }
            Piece::Added(at) => {
                right.push(&new[at.clone()], Change::Added, Some((Side::New, at.start)));
            }
        }
    }
    meetings.push((old.len(), new.len()));
    let (mut was, mut is) = (0, 0);
    for (old_end, new_end) in meetings {
        left.wrap(was..old_end, width);
        right.wrap(is..new_end, width);
        let rows = left.rows.len().max(right.rows.len());
        left.rows.resize(rows, None);
        right.rows.resize(rows, None);
        (was, is) = (old_end, new_end);
    }
    [left, right]
}

/// The rows of a part of a text; its last line break begins no further row.
fn rows(text: &str, range: Range<usize>, width: usize) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    let mut at = range.start;
    for line in text[range].split_inclusive('\n') {
        let body = line.trim_end_matches('\n');
        let body = body.strip_suffix('\r').unwrap_or(body);
        if body.is_empty() {
            rows.push(at..at);
        }
        let mut start = 0;
        while start < body.len() {
            let (end, next) = wrap::first_line(&body[start..], width.max(1));
            rows.push(at + start..at + start + end);
            start += next;
        }
        at += line.len();
    }
    rows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::diff;

    fn told(column: &Column) -> Vec<&str> {
        (0..column.len())
            .map(|row| column.row(row).map_or("~", |(text, _)| text))
            .collect()
    }

    fn one(old: &str, new: &str, marks: bool, width: usize) -> Column {
        unified(old, new, &diff::words(old, new), marks, width)
    }

    #[test]
    fn marks_stand_around_what_changed() {
        let column = one("keep old words", "keep new words", true, 40);
        assert_eq!(told(&column), ["keep [-old-]{+new+} words"]);
    }

    #[test]
    fn a_new_word_stands_apart_from_the_one_it_replaces() {
        let column = one("decision", "issue", false, 40);
        assert_eq!(told(&column), ["decision issue"]);
        let gap = column.runs(8..9).next().unwrap();
        assert_eq!((gap.change, gap.source), (Change::Same, None));
        // What was only added or removed keeps its own spaces.
        assert_eq!(told(&one("a c", "a b c", false, 40)), ["a b c"]);
    }

    #[test]
    fn line_breaks_that_changed_are_seen() {
        assert_eq!(told(&one("a b", "a\nb", true, 40)), ["a[- -]{+¶", "+}b"]);
    }

    #[test]
    fn lines_that_belong_together_stand_side_by_side() {
        let (old, new) = ("same\ngone\nend", "same\nend\nmore");
        let [left, right] = side_by_side(old, new, &diff::words(old, new), 10);
        assert_eq!(left.len(), right.len());
        assert_eq!(told(&left)[0], "same");
        assert_eq!(told(&right)[0], "same");
        let row = told(&left).iter().position(|text| *text == "end");
        assert!(row.is_some());
    }

    #[test]
    fn long_lines_wrap_and_the_other_side_waits() {
        let (old, new) = ("one two three\nend", "one\nend");
        let [left, right] = side_by_side(old, new, &diff::words(old, new), 7);
        assert_eq!(told(&left), ["one two", "three", "end"]);
        assert_eq!(told(&right), ["one", "~", "end"]);
    }

    proptest! {
        #[test]
        fn parts_know_where_they_come_from(old in "[a-c 日\n]{0,20}", new in "[a-c 日\n]{0,20}") {
            let pieces = diff::words(&old, &new);
            let mut columns = vec![unified(&old, &new, &pieces, true, 5)];
            columns.extend(side_by_side(&old, &new, &pieces, 5));
            for column in &columns {
                for run in &column.runs {
                    let Some((side, at)) = run.source else { continue };
                    let text = match side { Side::Old => &old, Side::New => &new };
                    let part = &column.text[run.range.clone()];
                    prop_assert_eq!(part, &text[at..at + part.len()]);
                }
            }
            prop_assert_eq!(columns[1].len(), columns[2].len());
        }
    }
}
