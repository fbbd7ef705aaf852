//! A call that is being worked on: how to stop it, and how far it is.

use tokio::sync::watch;

use crate::service::{Cancel, Progress};

/// What a tool is given beside its arguments.
#[derive(Debug, Clone)]
pub struct Work {
    /// The caller's wish to stop.
    pub cancel: Cancel,
    told: watch::Sender<Option<Progress>>,
}

impl Work {
    /// A piece of work, and where to hear how far it is.
    pub fn new() -> (Self, watch::Receiver<Option<Progress>>) {
        let (told, news) = watch::channel(None);
        let cancel = Cancel::default();
        (Self { cancel, told }, news)
    }

    /// Tells how far the work is. Who listens may miss all but the latest.
    pub fn report(&self) -> impl FnMut(Progress) + Send + use<> {
        let told = self.told.clone();
        move |progress| {
            told.send_replace(Some(progress));
        }
    }
}
