//! The question whether entries go to the trash.

use crate::{domain::change::Target, service::Survey};

/// It holds what it asks about: whatever comes in meanwhile, that is what goes.
#[derive(Debug)]
pub struct DeleteQuestion {
    /// What goes.
    pub targets: Vec<Target>,
    /// What that is; `None` until it was looked at.
    pub survey: Option<Survey>,
    /// Why it could not be looked at.
    pub error: Option<String>,
    /// The read that looks.
    pub(crate) number: u64,
}
