//! A walk along a list that is sorted by rows, for who comes by the rows mostly in their order.

use std::sync::Arc;

/// Steps that are taken one by one before it is worth to search.
const STEPS: usize = 8;

/// What belongs to a row.
pub trait OfRow {
    /// The row.
    fn row(&self) -> u64;
}

impl OfRow for u64 {
    fn row(&self) -> u64 {
        *self
    }
}

/// A place in a list that is sorted by rows. Cheap to clone.
#[derive(Debug)]
pub struct RowWalk<T> {
    list: Arc<[T]>,
    at: usize,
}

impl<T> Clone for RowWalk<T> {
    fn clone(&self) -> Self {
        Self {
            list: Arc::clone(&self.list),
            at: self.at,
        }
    }
}

impl<T: OfRow> RowWalk<T> {
    /// A walk from the list's beginning.
    #[must_use]
    pub fn new(list: Arc<[T]>) -> Self {
        Self { list, at: 0 }
    }

    /// The number of the first that [`Self::of`] found last.
    #[must_use]
    pub fn place(&self) -> usize {
        self.at
    }

    /// What the list holds of this row.
    pub fn of(&mut self, row: u64) -> &[T] {
        if self.list.is_empty() {
            return &[];
        }
        if self.at > 0 && self.list[self.at - 1].row() >= row {
            self.at = self.list.partition_point(|one| one.row() < row);
        }
        let ahead = &self.list[self.at..];
        let steps = (ahead.iter().take(STEPS))
            .take_while(|one| one.row() < row)
            .count();
        self.at += if steps < STEPS {
            steps
        } else {
            ahead.partition_point(|one| one.row() < row)
        };
        let here = &self.list[self.at..];
        let own = here.iter().take_while(|one| one.row() == row).count();
        &here[..own]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl OfRow for (u64, char) {
        fn row(&self) -> u64 {
            self.0
        }
    }

    #[test]
    fn finds_what_is_of_a_row_wherever_the_walk_was_before() {
        let letters = "abcdefghijklmnopqrstuvwxyz".chars();
        let list: Vec<(u64, char)> = (0..).map(|at: u64| at / 2 * 3).zip(letters).collect();
        let mut walk = RowWalk::new(list.clone().into());
        for row in [0, 1, 2, 3, 30, 36, 99, 3, 0, 0, 33] {
            let own: Vec<_> = list.iter().filter(|one| one.0 == row).copied().collect();
            assert_eq!(walk.of(row), own, "{row}");
        }
        assert!(RowWalk::<(u64, char)>::new(Arc::new([])).of(7).is_empty());
    }
}
