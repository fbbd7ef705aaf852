//! The stats pane.

use std::sync::Arc;

use crate::domain::{filter::Filter, stats::Stats};

/// Counts over the entries that the current filter admits.
#[derive(Debug, Default)]
pub struct StatsPane {
    /// The counts; `None` until the first came. They stay on screen while newer ones are counted.
    pub stats: Option<Arc<Stats>>,
    /// Newer ones are on their way.
    pub loading: bool,
    /// Why the last count failed.
    pub error: Option<String>,
    /// First line shown.
    pub scroll: usize,
    /// Number of the newest request; older answers are dropped.
    pub(crate) generation: u64,
    /// What is counted.
    pub(crate) filter: Option<Filter>,
    /// The store changed since.
    pub(crate) stale: bool,
}
