//! The best of many, without a list of all.

/// As many as were asked for, and some more.
#[derive(Debug, Clone)]
pub(super) struct Top<T> {
    most: usize,
    kept: Vec<(f32, T)>,
    bar: f32,
}

impl<T> Top<T> {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most: most.max(1),
            kept: Vec::new(),
            bar: f32::NEG_INFINITY,
        }
    }

    /// None of those that were left out has a larger key.
    pub(super) fn bar(&self) -> f32 {
        self.bar
    }

    /// Takes another one in, if its key is large enough.
    pub(super) fn offer(&mut self, key: f32, one: impl FnOnce() -> T) {
        if key <= self.bar {
            return;
        }
        self.kept.push((key, one()));
        if self.kept.len() >= self.most.saturating_mul(2) {
            self.cut();
        }
    }

    /// What is kept, in no order, and the largest key that may have been left out.
    pub(super) fn into_parts(self) -> (impl Iterator<Item = T>, f32) {
        (self.kept.into_iter().map(|(_, one)| one), self.bar)
    }

    fn cut(&mut self) {
        let last = self.most - 1;
        (self.kept).select_nth_unstable_by(last, |one, other| other.0.total_cmp(&one.0));
        self.bar = self.kept[last].0;
        self.kept.truncate(self.most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_are_kept_and_nothing_better_is_left_out() {
        let keys: Vec<f32> = (0..1000).map(|n| ((n * 379) % 1000) as f32).collect();
        for most in [1, 10, 400, usize::MAX] {
            let mut top = Top::new(most);
            for key in &keys {
                top.offer(*key, || *key);
            }
            let (kept, bar) = top.into_parts();
            let kept: Vec<f32> = kept.collect();
            assert!(kept.len() >= most.min(1000) && kept.len() < most.saturating_mul(2));
            let left_out = keys.iter().filter(|key| !kept.contains(key));
            assert!(left_out.fold(f32::NEG_INFINITY, |a, b| a.max(*b)) <= bar);
            assert!(
                keys.iter()
                    .filter(|key| **key > bar)
                    .all(|key| kept.contains(key))
            );
        }
    }
}
