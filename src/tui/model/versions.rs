//! Two states of an entry compared field by field.

use crate::domain::fields::{Field, Fields};

use super::comparison::Comparison;

/// The fields in which two states differ, and how.
#[derive(Debug)]
pub struct Versions {
    /// Fields that differ, the text last.
    pub sections: Vec<(Field, Comparison)>,
}

impl Versions {
    /// Compares two states. The text stands there even if it is the same.
    #[must_use]
    pub fn new(old: &Fields, new: &Fields) -> Self {
        let differing = old.differing(new);
        let others = differing.into_iter().filter(|field| *field != Field::Text);
        let sections = others
            .chain([Field::Text])
            .map(|field| (field, Comparison::new(old.get(field), new.get(field))))
            .collect();
        Self { sections }
    }

    /// Whether both are the same in every field.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.sections
            .iter()
            .all(|(_, comparison)| comparison.is_same())
    }
}
