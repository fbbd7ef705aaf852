//! The numbers of a vector, wherever they lie.

use std::{fmt, ops::Deref, ops::Range, sync::Arc};

/// Numbers that may lie among others: those of a million rows need no million copies. Cheap to clone.
#[derive(Clone)]
pub struct SharedNumbers {
    all: Arc<dyn AsRef<[f32]> + Send + Sync>,
    /// Where these are among all; never beyond their end.
    range: Range<usize>,
}

impl SharedNumbers {
    /// Those in a range of others; `None` when it goes beyond their end.
    #[must_use]
    pub fn among(
        all: &Arc<impl AsRef<[f32]> + Send + Sync + 'static>,
        range: Range<usize>,
    ) -> Option<Self> {
        (**all).as_ref().get(range.clone())?;
        Some(Self {
            all: Arc::clone(all) as _,
            range,
        })
    }
}

impl Deref for SharedNumbers {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        let all = (*self.all).as_ref();
        all.get(self.range.clone()).unwrap_or_default()
    }
}

impl From<Vec<f32>> for SharedNumbers {
    fn from(numbers: Vec<f32>) -> Self {
        let range = 0..numbers.len();
        Self {
            all: Arc::new(numbers),
            range,
        }
    }
}

impl Default for SharedNumbers {
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

impl fmt::Debug for SharedNumbers {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(out)
    }
}

impl PartialEq for SharedNumbers {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_among_others_are_those_of_their_range() {
        let all = Arc::new(vec![1.0, 2.0, 3.0]);
        let some = SharedNumbers::among(&all, 1..3);
        assert_eq!(some, Some(vec![2.0, 3.0].into()));
        assert_eq!(SharedNumbers::among(&all, 2..4), None);
        assert!(SharedNumbers::default().is_empty());
    }
}
