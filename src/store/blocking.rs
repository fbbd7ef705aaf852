//! Computing that would hold up other tasks, on a thread of its own.

/// Runs `work` on the runtime's threads for blocking work.
pub(super) async fn compute<T: Send + 'static>(
    work: impl FnOnce() -> lance::Result<T> + Send + 'static,
) -> lance::Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(failure) => match failure.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(lance::Error::internal(
                "the runtime is shutting down".to_owned(),
            )),
        },
    }
}
