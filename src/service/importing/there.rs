//! What the rows say that have the ids of entries on their way in.

use std::collections::{HashMap, HashSet};

use super::fitting::Draft;
use crate::{
    service::Result,
    store::{RowId, Snapshot},
};

/// Rows looked at together.
const ROWS_AT_ONCE: usize = 1_024;

/// Rows of a repository, by their ids.
#[derive(Debug, Default)]
pub(super) struct There {
    contents: HashMap<String, Vec<String>>,
    /// Of those that undated entries have the ids of.
    dated: HashMap<String, Vec<Row>>,
}

/// A row's moment, and what all of it says.
#[derive(Debug)]
struct Row {
    timestamp: String,
    content: String,
}

impl There {
    /// The rows with the ids of these entries.
    pub async fn of(snapshot: &Snapshot, drafts: &[Draft]) -> Result<Self> {
        let ids: HashSet<&str> = drafts.iter().map(|draft| draft.entry.id.as_str()).collect();
        let undated = drafts.iter().filter(|draft| draft.undated);
        let undated: HashSet<&str> = undated.map(|draft| draft.entry.id.as_str()).collect();
        let places = snapshot.places(&ids).await?;
        let mut there = Self::default();
        for some in places.chunks(ROWS_AT_ONCE) {
            let rows: Vec<RowId> = some.iter().map(|place| place.row).collect();
            for entry in snapshot.entries(&rows).await? {
                let content = entry.content();
                if undated.contains(&*entry.id) && !entry.timestamp.is_empty() {
                    let row = Row {
                        timestamp: entry.timestamp,
                        content: content.clone(),
                    };
                    let rows = there.dated.entry(entry.id.clone());
                    rows.or_default().push(row);
                }
                there.contents.entry(entry.id).or_default().push(content);
            }
        }
        Ok(there)
    }

    /// Undated entries get the moments that imports before gave their rows: else each run would
    /// take them for changed.
    pub fn date(&self, drafts: &mut [Draft]) {
        for draft in drafts.iter_mut().filter(|draft| draft.undated) {
            for row in self.dated.get(&draft.entry.id).into_iter().flatten() {
                draft.entry.timestamp.clone_from(&row.timestamp);
                if draft.entry.content() == row.content {
                    break;
                }
            }
        }
    }

    /// What the rows of an id say.
    pub fn rows(&mut self, id: &str) -> &mut [String] {
        let rows = self.contents.get_mut(id);
        rows.map(Vec::as_mut_slice).unwrap_or_default()
    }
}
