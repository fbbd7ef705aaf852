//! Work on a thread of its own, awaited without blocking.

use std::{num::NonZeroUsize, thread};

use tokio::sync::oneshot;

use super::{Error, Result};

/// Tells work whether somebody still waits for it.
pub(super) struct Demand<'a, T>(&'a oneshot::Sender<Result<T>>);

impl<T> Demand<'_, T> {
    /// The caller's future was dropped: go on for nobody.
    pub(super) fn is_gone(&self) -> bool {
        self.0.is_closed()
    }
}

/// Runs `work` on a new thread. A thread, not the runtime's pool for blocking work: the runtime
/// waits for that pool when it ends, and nobody who quits should wait for an embedding.
pub(super) async fn run<T: Send + 'static>(
    work: impl FnOnce(&Demand<'_, T>) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (sender, receiver) = oneshot::channel();
    thread::Builder::new()
        .name("lore-embed".into())
        .spawn(move || {
            let result = work(&Demand(&sender));
            // Nobody waiting is no error.
            sender.send(result).ok();
        })
        .map_err(|e| Error::Thread(e.to_string()))?;
    receiver
        .await
        .unwrap_or_else(|_| Err(Error::Thread("it panicked".into())))
}

/// How many threads can work at once.
pub(super) fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_result_comes_back() {
        assert_eq!(
            run(|_| Ok(thread::current().name() == Some("lore-embed"))).await,
            Ok(true)
        );
    }

    #[tokio::test]
    async fn work_sees_that_nobody_waits() {
        let (report, seen) = std::sync::mpsc::channel();
        let (go, gate) = std::sync::mpsc::channel::<()>();
        let waiting = tokio::spawn(run(move |demand| {
            gate.recv().ok();
            report.send(demand.is_gone()).ok();
            Ok(())
        }));
        tokio::task::yield_now().await;
        waiting.abort();
        waiting.await.unwrap_err();
        go.send(()).unwrap();
        assert!(seen.recv().unwrap());
    }
}
