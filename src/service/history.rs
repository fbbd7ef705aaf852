//! What an entry said before, from LanceDB's versions and from the journal.

use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
};

use chrono::{DateTime, Utc};

use super::{Cancel, Lore, Progress, Result, changing::Report};
use crate::{
    domain::{
        change::ChangeId,
        entry::{Entry, EntryKey},
        history::Past,
    },
    store::{PastRow, Repository, images::What},
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
        // Before the versions: a change that is made in between adds to these alone.
        let kept = kept(&repository, &key.id).await?;
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
        Ok(rows.map_or_else(Vec::new, |rows| told(rows, kept)))
    }
}

/// How an entry stood before a change.
struct Kept {
    entry: Entry,
    change: ChangeId,
    at: DateTime<Utc>,
}

/// How an entry stood before each of lore's changes to it, the earliest first.
async fn kept(repository: &Repository, id: &str) -> Result<Vec<Kept>> {
    let Some(table) = repository.images().open().await? else {
        return Ok(Vec::new());
    };
    let mut images = table.of_entry(id).await?;
    images.retain(|(_, image)| matches!(image.what, What::Update | What::Delete));
    if images.is_empty() {
        return Ok(Vec::new());
    }
    let times: HashMap<String, DateTime<Utc>> = repository
        .journal()
        .lines()
        .await?
        .into_iter()
        .filter(|line| !line.is_open())
        .filter_map(|line| Some((line.change, DateTime::from_timestamp_micros(line.at)?)))
        .collect();
    let entries = table.entries(&images).await?;
    let kept = entries.into_iter().zip(images);
    Ok(kept
        .filter_map(|(entry, (_, image))| {
            // Of a change that is not done nobody knows yet whether it will have been one.
            let at = *times.get(&image.change)?;
            let change = ChangeId(image.change);
            Some(Kept { entry, change, at })
        })
        .collect())
}

/// A state of an entry over a run of versions.
struct Span {
    content: String,
    row: PastRow,
    before: Option<ChangeId>,
}

/// Rows of one id as its history, the latest first. A vector made anew is no new state, and
/// neither is a row that only moved from file to file.
fn told(rows: Vec<PastRow>, kept: Vec<Kept>) -> Vec<Past> {
    let mut spans: Vec<Span> = Vec::new();
    for row in rows {
        let content = row.entry.content();
        let goes_on = spans
            .iter_mut()
            .rev()
            .find(|span| span.content == content && row.from <= span.row.to + 1);
        match goes_on {
            Some(span) => span.extend(row),
            None => spans.push(Span {
                content,
                row,
                before: None,
            }),
        }
    }
    spans.sort_by_key(|span| (span.row.to, span.row.from));
    for kept in kept {
        kept.add_to(&mut spans);
    }
    // Taken away and brought back as it was: it said the same all the time.
    spans.dedup_by(|later, earlier| {
        let same = later.content == earlier.content;
        if same {
            earlier.row.entry.clone_from(&later.row.entry);
            earlier.row.to = later.row.to;
            earlier.row.stands = later.row.stands;
            earlier.before = later.before.take();
        }
        same
    });
    let past = spans.into_iter().rev().map(|span| Past {
        entry: span.row.entry,
        since: span.row.since,
        before: span.before,
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

impl Kept {
    /// Marks the span that ended with the change; when its versions are gone, this is all that is
    /// left of it.
    fn add_to(self, spans: &mut Vec<Span>) {
        let content = self.entry.content();
        let later = spans
            .iter()
            .position(|span| span.row.since > self.at)
            .unwrap_or(spans.len());
        let ended = spans[..later]
            .iter_mut()
            .rev()
            .find(|span| span.content == content);
        if let Some(span) = ended {
            span.before = Some(self.change);
            return;
        }
        let row = PastRow {
            entry: self.entry,
            from: 0,
            to: 0,
            since: self.at,
            stands: false,
        };
        let span = Span {
            content,
            row,
            before: Some(self.change),
        };
        spans.insert(later, span);
    }
}
