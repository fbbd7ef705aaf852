//! Work that may panic: damaged files can make LanceDB do so.

use std::{any::Any, panic::AssertUnwindSafe};

use futures::FutureExt;
use thiserror::Error;

/// Work ended in a panic. The text is the reason that it gave.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Panicked(String);

/// Does the work. A panic in it ends nothing but the work.
///
/// # Errors
/// When it panicked.
pub async fn caught<T>(work: impl Future<Output = T>) -> Result<T, Panicked> {
    let done = AssertUnwindSafe(work).catch_unwind().await;
    done.map_err(|panic| Panicked(reason(panic.as_ref()).to_owned()))
}

fn reason(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no reason given")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_error_with_its_reason() {
        assert_eq!(caught(async { 7 }).await, Ok(7));
        let number = 7;
        for (panicked, reason) in [
            (caught(async { panic!("plain") }).await, "plain"),
            (
                caught(async { panic!("number {number}") }).await,
                "number 7",
            ),
        ] {
            let panicked: Result<(), Panicked> = panicked;
            assert_eq!(panicked.unwrap_err().to_string(), reason);
        }
    }
}
