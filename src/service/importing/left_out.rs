//! What a file has that no entry has, by name: it is left out, and told.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Most names that are told; a file may have as many as it likes.
const MOST_NAMES: usize = 100;

/// Stands for all other names.
const OTHERS: &str = "others";

/// How often something was left out, by name. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct LeftOut(Arc<Mutex<BTreeMap<String, usize>>>);

impl LeftOut {
    /// Something of this name was left out.
    pub fn add(&self, name: &str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(name) {
            *count += 1;
            return;
        }
        let name = if counts.len() < MOST_NAMES {
            name
        } else {
            OTHERS
        };
        *counts.entry(name.to_owned()).or_default() += 1;
    }

    /// What was left out so far.
    pub fn counts(&self) -> BTreeMap<String, usize> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_counted_and_there_is_an_end_to_them() {
        let left_out = LeftOut::default();
        for at in 0..200 {
            left_out.add(&format!("name-{at}"));
            left_out.clone().add("score");
        }
        let counts = left_out.counts();
        assert_eq!(counts["score"], 200);
        assert_eq!(counts.len(), MOST_NAMES + 1);
        assert_eq!(counts.values().sum::<usize>(), 400);
    }
}
