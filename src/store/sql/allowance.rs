//! What a question may cost: time, and memory of the whole process.
//!
//! DataFusion counts what sorting, grouping and joining hold, but not the values that functions make, nor the
//! rows of a join without a condition.

use std::{pin::pin, time::Duration};

use memory_stats::memory_stats;
use tokio::{
    select,
    time::{Instant, MissedTickBehavior, interval, sleep_until},
};

use crate::store::{Error, Result};

/// What the process may grow by in all, in bytes.
const MEMORY: usize = 4 << 30;

/// Memory is looked at so often.
const LOOK: Duration = Duration::from_millis(20);

/// Begins with the question.
#[derive(Debug)]
pub(super) struct Allowance {
    patience: Duration,
    deadline: Instant,
    /// Bytes in memory; none where the system does not tell.
    most: Option<usize>,
}

impl Allowance {
    pub fn new(patience: Duration) -> Self {
        Self::with_memory(patience, MEMORY)
    }

    fn with_memory(patience: Duration, memory: usize) -> Self {
        Self {
            patience,
            deadline: Instant::now() + patience,
            most: in_memory().map(|now| now.saturating_add(memory)),
        }
    }

    /// What comes of some work, unless it costs too much before.
    pub async fn covers<T>(&self, work: impl Future<Output = T>) -> Result<T> {
        let mut work = pin!(work);
        let mut looks = interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            select! {
                biased;
                done = &mut work => return Ok(done),
                () = sleep_until(self.deadline) => return Err(too_long(self.patience)),
                _ = looks.tick() => if self.is_outgrown() {
                    return Err(too_large(MEMORY));
                },
            }
        }
    }

    fn is_outgrown(&self) -> bool {
        let most = self.most.zip(in_memory());
        most.is_some_and(|(most, now)| now > most)
    }
}

fn in_memory() -> Option<usize> {
    memory_stats().map(|now| now.physical_mem)
}

fn too_long(patience: Duration) -> Error {
    Error::QueryFailed(format!(
        "it takes longer than {} seconds; narrow it down, or allow more with --timeout",
        patience.as_secs()
    ))
}

/// Of a question that holds more than so many bytes.
pub(super) fn too_large(bytes: usize) -> Error {
    Error::QueryFailed(format!(
        "it takes more than {} GB of memory; narrow it down with WHERE, or group by less",
        bytes >> 30
    ))
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test]
    async fn work_ends_by_itself_or_for_what_it_costs() {
        let patient = Allowance::new(Duration::from_hours(1));
        assert_eq!(patient.covers(ready(1)).await.unwrap(), 1);

        let hasty = Allowance::new(Duration::ZERO);
        let told = hasty.covers(pending::<()>()).await.unwrap_err();
        assert!(told.to_string().contains("longer than"), "{told}");

        let small = Allowance::with_memory(Duration::from_hours(1), 1 << 20);
        let held = vec![1_u8; 64 << 20];
        let told = small.covers(pending::<()>()).await.unwrap_err();
        assert!(told.to_string().contains("of memory"), "{told}");
        drop(held);
    }
}
