//! What stands near an entry: what says something similar, and what the same session wrote.

use super::{
    Error, Lore, Result,
    comparing::compared,
    search::similar::{self, Standpoint},
};
use crate::{
    domain::{
        entry::EntryKey,
        filter::Filter,
        neighbours::{SameSession, Similar},
        search::Sort,
    },
    store::{Allowed, RowId, Table},
};

impl Lore {
    /// The entries of the whole store whose meaning is nearest to an entry's, the nearest first, at
    /// most `limit`. Scores are cosines. Only vectors count that the current model made of what
    /// stands there now; an entry without one is [`Similar::Unknown`].
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such entry.
    pub async fn similar(&self, key: &EntryKey, limit: usize) -> Result<Similar> {
        let tables = self.tables(&Filter::default()).await?;
        let compared = compared(&self.models, tables.iter()).await?;
        let mut standpoint = None;
        let mut admitted: Vec<(Table, Allowed)> = Vec::with_capacity(tables.len());
        for table in tables {
            let (everything, snapshot) = (Filter::default(), &table.snapshot);
            let mut others = snapshot.allowed(&everything).await?;
            let mut named = Vec::new();
            if *snapshot.repository == *key.repository {
                named = snapshot.rows_with_id(&everything, &key.id).await?;
                others = others.without(&named);
            }
            if let Some(row) = named.first() {
                standpoint = Some(match &compared {
                    Some(identity) => {
                        let (model, width) = (&identity.name, identity.width);
                        let of_entry =
                            self.searcher
                                .meaning(&table, RowId(*row), &key.id, model, width);
                        of_entry.await?
                    }
                    None => None,
                });
            }
            admitted.push((table, others));
        }
        let Some(vectors) = standpoint else {
            return Err(missing(key));
        };
        let (Some(vectors), Some(compared)) = (vectors, compared) else {
            return Ok(Similar::Unknown);
        };
        let standpoint = Standpoint {
            vectors: &vectors,
            model: &compared.name,
        };
        let answer = similar::answer(&self.searcher, admitted, standpoint, limit).await?;
        Ok(Similar::Known(answer))
    }

    /// What the session that wrote an entry wrote before and after it, in whatever repository, at
    /// most `limit` on each side, the nearest in time. Undated entries stand last.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such entry.
    pub async fn same_session(&self, key: &EntryKey, limit: usize) -> Result<SameSession> {
        let own = Filter {
            repositories: vec![key.repository.clone()],
            ..Filter::default()
        };
        let mut found = None;
        for snapshot in self.snapshots(&own).await? {
            found = snapshot.find(&key.id).await?.into_iter().next();
        }
        let entry = found.ok_or_else(|| missing(key))?;
        if entry.session_id.trim().is_empty() {
            return Ok(SameSession::default());
        }
        let filter = Filter {
            sessions: vec![entry.session_id.clone()],
            ..Filter::default()
        };
        let listing = self.list(&filter, Sort::Oldest).await?;
        let Some(place) = listing.place_of(key, &filter).await? else {
            return Ok(SameSession {
                session: entry.session_id,
                ..SameSession::default()
            });
        };
        let first = place.saturating_sub(limit);
        let mut before = listing.page(first, place - first).await?;
        before.reverse();
        Ok(SameSession {
            before,
            after: listing.page(place + 1, limit).await?,
            place,
            total: listing.total(),
            session: entry.session_id,
        })
    }
}

fn missing(key: &EntryKey) -> Error {
    Error::NotFound(format!(
        "no entry `{}` in the repository `{}`; it may have been deleted meanwhile",
        key.id, key.repository
    ))
}
