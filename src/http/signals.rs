//! The signals that ask the server to end.

use std::{future, io, process};

/// Exit code of a program that a second Ctrl-C stopped, as shells have it.
const INTERRUPTED: i32 = 130;

/// Comes true when the system or a person asks the program to end. Who asks a second time does not want
/// to wait.
pub async fn asked_to_end() {
    if signal().await.is_err() {
        // Then only killing it ends it.
        future::pending::<()>().await;
    }
    tokio::spawn(async {
        if signal().await.is_ok() {
            process::exit(INTERRUPTED);
        }
    });
}

#[cfg(unix)]
async fn signal() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn signal() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
