//! The stats pane: what was counted, and the bar under the cursor.

pub mod bar;
pub mod board;
pub mod timeline;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{
    calendar::Unit,
    filter::Filter,
    health::{Health, RepositoryHealth},
    stats::Stats,
};

pub use bar::{Bar, List};
pub use board::{Board, Panel, PanelKind};
pub use timeline::{TimeBar, Timeline};

/// The files of a store are looked at once in so long, however often somebody writes.
const HEALTH_PAUSE: TimeDelta = TimeDelta::seconds(5);

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
    /// The bar under the cursor; it may be gone.
    pub cursor: Option<Bar>,
    /// What a bar of the timeline stands for; `None` for what fits best.
    pub unit: Option<Unit>,
    /// The list that shows all its rows.
    pub unfolded: Option<List>,
    /// How the store stands.
    pub health: HealthRead,
    /// What a bar led to.
    pub led: Option<Led>,
    /// Number of the newest request; older answers are dropped.
    pub(crate) generation: u64,
    /// What is counted.
    pub(crate) filter: Option<Filter>,
    /// The store changed since.
    pub(crate) stale: bool,
}

/// How the whole store stands, as it was read last.
#[derive(Debug, Default)]
pub struct HealthRead {
    /// What was read; `None` until the first came.
    pub health: Option<Arc<Health>>,
    /// Why the last read failed.
    pub error: Option<String>,
    /// The read under way.
    pub(crate) reading: Option<u64>,
    /// The store changed since.
    pub(crate) stale: bool,
    /// When the last read ended.
    pub(crate) at: Option<DateTime<Utc>>,
}

impl HealthRead {
    /// From when on it is to be read again; `None` while it is being read, or nothing calls for it.
    #[must_use]
    pub(crate) fn due(&self) -> Option<DateTime<Utc>> {
        match self.at {
            _ if self.reading.is_some() => None,
            None => Some(DateTime::UNIX_EPOCH),
            Some(at) => self.stale.then(|| at + HEALTH_PAUSE),
        }
    }
}

/// A filter that a bar put into the search box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Led {
    /// The line before.
    pub from: String,
    /// The line since.
    pub to: String,
}

impl StatsPane {
    /// The repositories that the filter looks into, as they stand.
    pub fn repositories(&self) -> impl Iterator<Item = &RepositoryHealth> {
        let health = self.health.health.as_deref();
        let all = health.map_or(&[][..], |health| &health.repositories);
        all.iter().filter(|one| self.looks_into(&one.name))
    }

    /// The same, added up; `None` when nothing was read.
    #[must_use]
    pub fn health_total(&self) -> Option<RepositoryHealth> {
        let health = self.health.health.as_deref()?;
        Some(health.total(|one| self.looks_into(&one.name)))
    }

    fn looks_into(&self, repository: &str) -> bool {
        self.filter
            .as_ref()
            .is_none_or(|filter| filter.admits_repository(repository))
    }
}
