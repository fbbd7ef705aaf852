//! Until when a lease is held, as far as its holder knows.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use super::LASTS;

/// Until when an object is nobody else's; then it is lost for good. Clones are the same.
#[derive(Debug, Clone)]
pub(super) struct Held(Arc<Mutex<Instant>>);

impl Held {
    /// By an object of which nobody knows exactly when it was written: not before `asked`.
    pub(super) fn since(asked: Instant) -> Self {
        Self(Arc::new(Mutex::new(asked + LASTS)))
    }

    /// Notes that it was written again, and tells whether that was in time.
    pub(super) fn renew(&self, asked: Instant) -> bool {
        let mut until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let in_time = Instant::now() < *until;
        if in_time {
            *until = asked + LASTS;
        }
        in_time
    }

    pub(super) fn is_held(&self) -> bool {
        Instant::now() < *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// As if it had not been written for long.
    #[cfg(test)]
    pub(super) fn lose(&self) {
        *self.0.lock().unwrap() = Instant::now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_written_is_not_held_for_longer() {
        let held = Held::since(Instant::now());
        assert!(held.is_held() && held.renew(Instant::now()) && held.is_held());
        let long_ago = Instant::now().checked_sub(LASTS * 2).unwrap();
        assert!(!Held::since(long_ago).is_held());
    }
}
