//! Work whose failures, panics included, become one line for people.

use std::{any::Any, panic::AssertUnwindSafe};

use futures::FutureExt;

use crate::{service, tui::msg::Failure};

/// Does the work. A panic in it ends neither the worker nor the program.
pub(super) async fn guarded<T>(
    work: impl Future<Output = service::Result<T>>,
) -> Result<T, Failure> {
    match AssertUnwindSafe(work).catch_unwind().await {
        Ok(outcome) => outcome.map_err(|error| error.to_string()),
        Err(panic) => Err(panicked(panic.as_ref())),
    }
}

/// What people read when there was a panic.
pub(super) fn panicked(panic: &(dyn Any + Send)) -> Failure {
    format!("internal error: {}", reason(panic))
}

fn reason(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("unknown")
}
