//! Work whose failures, panics included, become one line for people.

use crate::{
    service::{
        self,
        panics::{Panicked, caught},
    },
    tui::msg::Failure,
};

/// Does the work. A panic in it ends neither the worker nor the program.
pub(super) async fn guarded<T>(
    work: impl Future<Output = service::Result<T>>,
) -> Result<T, Failure> {
    match caught(work).await {
        Ok(outcome) => outcome.map_err(|error| error.to_string()),
        Err(panicked) => Err(told(&panicked)),
    }
}

/// What people read when there was a panic.
pub(super) fn told(panicked: &Panicked) -> Failure {
    format!("internal error: {panicked}")
}
