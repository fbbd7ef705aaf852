//! The signals that ask the server to end.

use std::{future, io, process};

/// Exit code of a program that a second Ctrl-C stopped, as shells have it.
const INTERRUPTED: i32 = 130;

/// Comes true when the system or a person asks the program to end. Who asks a second time does not want
/// to wait.
///
/// Signals count from this call on, not from when somebody begins to wait: to be called before anybody is
/// told that the program runs. Until then they kill it. Works within a runtime only.
pub fn asked_to_end() -> impl Future<Output = ()> {
    let signals = Signals::listen();
    async {
        let Ok(mut signals) = signals else {
            // Then only killing it ends it.
            return future::pending().await;
        };
        signals.next().await;
        tokio::spawn(async move {
            signals.next().await;
            process::exit(INTERRUPTED);
        });
    }
}

#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals {
    interrupt: tokio::signal::windows::CtrlC,
}

#[cfg(not(unix))]
impl Signals {
    fn listen() -> io::Result<Self> {
        let interrupt = tokio::signal::windows::ctrl_c()?;
        Ok(Self { interrupt })
    }

    async fn next(&mut self) {
        self.interrupt.recv().await;
    }
}
