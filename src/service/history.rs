//! What an entry said before, from LanceDB's versions and from the journal.

use std::{collections::HashSet, ops::ControlFlow};

use super::{Cancel, Lore, Progress, Result, changing::Report};
use crate::{
    domain::{entry::EntryKey, history::Past},
    store::PastRow,
};

impl Lore {
    /// All that is known of what an entry said, the latest first. An entry that is gone has one
    /// too. Nothing is known once the work is cancelled.
    ///
    /// # Errors
    /// [`super::Error::NotFound`] when there is no such repository.
    pub async fn history(
        &self,
        key: &EntryKey,
        cancel: &Cancel,
        progress: Report<'_>,
    ) -> Result<Vec<Past>> {
        let repository = self.store.repository(&key.repository).await?;
        let ids = HashSet::from([key.id.clone()]);
        let rows = repository
            .past(&ids, &mut |done, total| {
                progress(Progress { done, total });
                if cancel.is_cancelled() {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })
            .await?;
        Ok(told(rows.unwrap_or_default()))
    }
}

/// A state of an entry over a run of versions.
struct Span {
    content: String,
    row: PastRow,
}

/// Rows of one id as its history, the latest first. A vector made anew is no new state, and
/// neither is a row that only moved from file to file.
fn told(rows: Vec<PastRow>) -> Vec<Past> {
    let mut spans: Vec<Span> = Vec::new();
    for row in rows {
        let content = row.entry.content();
        let goes_on = spans
            .iter_mut()
            .rev()
            .find(|span| span.content == content && row.from <= span.row.to + 1);
        match goes_on {
            Some(span) => span.extend(row),
            None => spans.push(Span { content, row }),
        }
    }
    spans.sort_by_key(|span| (span.row.to, span.row.from));
    // Taken away and brought back as it was: it said the same all the time.
    spans.dedup_by(|later, earlier| {
        let same = later.content == earlier.content;
        if same {
            earlier.extend(later.row.clone());
        }
        same
    });
    let past = spans.into_iter().rev().map(|span| Past {
        entry: span.row.entry,
        since: span.row.since,
        before: None,
        current: span.row.stands,
    });
    past.collect()
}

impl Span {
    fn extend(&mut self, row: PastRow) {
        if row.to >= self.row.to {
            self.row.to = row.to;
            self.row.entry = row.entry;
            self.row.stands = row.stands;
        }
    }
}
