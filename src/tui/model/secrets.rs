//! The entries that hold credentials, as a list.

use std::sync::Arc;

use crate::{
    domain::{
        entry::{Entry, EntryKey},
        filter::Filter,
    },
    service::{Exposed, Progress},
};

use super::list::Scroll;

/// A row of the list.
#[derive(Debug, Clone)]
pub struct SecretRow {
    /// The entry, unmasked: show it through [`super::Veil`].
    pub entry: Arc<Entry>,
    /// What kinds of credentials it holds.
    pub kinds: Vec<&'static str>,
}

impl From<Exposed> for SecretRow {
    fn from(exposed: Exposed) -> Self {
        Self {
            entry: Arc::new(exposed.entry),
            kinds: exposed.kinds,
        }
    }
}

/// The view.
#[derive(Debug)]
pub struct Secrets {
    /// Which entries are looked into.
    pub filter: Filter,
    /// The entries that hold one, the newest first; `None` before the first answer.
    pub rows: Option<Vec<SecretRow>>,
    /// Cursor and offset.
    pub scroll: Scroll,
    /// First line shown of the preview.
    pub preview: usize,
    /// Why there is no list.
    pub error: Option<String>,
    /// How far the work is.
    pub progress: Option<Progress>,
    /// The read that was asked for last, while it has no answer.
    pub(crate) reading: Option<u64>,
}

impl Secrets {
    /// The view over what a filter admits, before anything is known.
    #[must_use]
    pub fn new(filter: Filter) -> Self {
        Self {
            filter,
            rows: None,
            scroll: Scroll::default(),
            preview: 0,
            error: None,
            progress: None,
            reading: None,
        }
    }

    /// The rows.
    #[must_use]
    pub fn shown(&self) -> &[SecretRow] {
        self.rows.as_deref().unwrap_or_default()
    }

    /// The row under the cursor.
    #[must_use]
    pub fn row(&self) -> Option<&SecretRow> {
        self.shown().get(self.scroll.cursor)
    }

    /// Takes a newer list in; the cursor stays on its entry, else in its place.
    pub fn set(&mut self, rows: Vec<Exposed>) {
        let at: Option<EntryKey> = self.row().map(|row| row.entry.key());
        let rows: Vec<SecretRow> = rows.into_iter().map(SecretRow::from).collect();
        if let Some(row) = rows.iter().position(|row| Some(row.entry.key()) == at) {
            self.scroll.cursor = row;
        } else {
            self.preview = 0;
        }
        self.scroll.clamp(rows.len());
        self.rows = Some(rows);
        self.error = None;
    }
}
