//! Ctrl-C. The system's own way of dealing with it is gone once a program listened, so somebody has
//! to listen all the time.

use std::io;

use tokio::sync::mpsc::{self, Receiver};

/// Tells of each Ctrl-C from now on; of several that nobody took, as one.
pub fn interrupts() -> io::Result<Receiver<()>> {
    #[cfg(unix)]
    let mut signal = {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::interrupt())?
    };
    #[cfg(windows)]
    let mut signal = tokio::signal::windows::ctrl_c()?;
    let (told, interrupts) = mpsc::channel(1);
    tokio::spawn(async move {
        while signal.recv().await.is_some() {
            // One that waits already tells of this one, too.
            let _ = told.try_send(());
        }
    });
    Ok(interrupts)
}
