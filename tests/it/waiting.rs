//! Waiting for what is going to happen.

use std::{
    process::Child,
    thread,
    time::{Duration, Instant},
};

/// Longest time that a test waits. Far more than it takes: machines that run tests may be slow,
/// and busy with other tests.
pub const PATIENCE: Duration = Duration::from_mins(5);

/// Time between two looks. Who is waited for may need the processor more.
const PAUSE: Duration = Duration::from_millis(1);

/// The same for a process that is to be killed at a certain moment.
const MOMENT: Duration = Duration::from_micros(100);

/// Looks until there is something to see.
///
/// # Panics
/// Says what it waited for, when that does not happen.
pub fn until<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    every(PAUSE, what, look)
}

/// Kills a process when something holds; says whether it came to its end before.
pub fn kill_when(process: &mut Child, mut holds: impl FnMut() -> bool) -> bool {
    let ended = every(MOMENT, "the moment to kill a process", || {
        if let Some(status) = process.try_wait().unwrap() {
            assert!(status.success(), "it failed by itself");
            return Some(true);
        }
        holds().then_some(false)
    });
    if !ended {
        process.kill().unwrap();
        process.wait().unwrap();
    }
    ended
}

fn every<T>(pause: Duration, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(start.elapsed() < PATIENCE, "waited in vain: {what}");
        thread::park_timeout(pause);
    }
}
