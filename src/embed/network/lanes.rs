//! Threads for windows that one thread does fastest, kept from one to the next.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rten::ThreadPool;

/// Pools of one thread, each lent to one at a time: as many as were ever needed at once.
#[derive(Default)]
pub(super) struct Lanes(Mutex<Vec<Arc<ThreadPool>>>);

impl Lanes {
    /// Does `work` on a thread that nobody else uses meanwhile.
    pub(super) fn lend<R>(&self, work: impl FnOnce(&Arc<ThreadPool>) -> R) -> R {
        let free = self.free().pop();
        let lane = free.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        let done = work(&lane);
        self.free().push(lane);
        done
    }

    fn free(&self) -> MutexGuard<'_, Vec<Arc<ThreadPool>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_is_lent_to_one_at_a_time_and_again() {
        let lanes = Lanes::default();
        let (outer, inner) = lanes.lend(|outer| {
            let outer = Arc::as_ptr(outer);
            (outer, lanes.lend(Arc::as_ptr))
        });
        assert_ne!(outer, inner);
        assert_eq!(lanes.free().len(), 2);
        assert_eq!(lanes.lend(Arc::as_ptr), outer);
    }
}
