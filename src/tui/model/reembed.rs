//! Making of missing vectors, as the screen shows it.

use crate::service::Progress;

/// Where the work stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reembed {
    /// Nothing runs.
    #[default]
    Idle,
    /// Vectors are being made.
    Running {
        /// How far it is; `None` before the first batch.
        progress: Option<Progress>,
    },
    /// It was asked to stop and finishes its batch.
    Stopping {
        /// How far it was.
        progress: Option<Progress>,
    },
}

impl Reembed {
    /// Whether it works, stopping included.
    #[must_use]
    pub fn is_active(self) -> bool {
        self != Self::Idle
    }
}
