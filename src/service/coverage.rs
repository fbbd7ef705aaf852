//! How much of a set of entries semantic search can see, as far as the records of vectors tell.
//!
//! An entry counts as seen when a record says that the model made its vector. That is a count by ids,
//! which costs next to nothing. Whether somebody changed the text or the vector since takes a hash over
//! both: search finds that out of what it shows, and `lore doctor` and `lore reembed` of everything. The
//! vectors of a wider model, which lie in a table of their own, are always looked at so.

use std::{collections::HashMap, sync::Arc};

use super::Result;
use crate::{
    domain::{filter::Filter, health::Meaning},
    embed::Identity,
    store::{Origin, Repository, RowId, Snapshot},
};

/// Where more entries are without a record, a hint need not tell apart why.
const LOOKED_AT: usize = 1024;

/// How closely entries without a record are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// For a hint: of many, those without a text count as missing, too.
    Roughly,
    /// To tell apart those with a meaningless vector, with one of unknown origin and without a text.
    Closely,
}

/// Counts the entries that the filter admits in all these repositories.
pub(super) async fn coverage(
    repositories: &[Repository],
    filter: &Filter,
    model: &Identity,
    look: Look,
) -> Result<Meaning> {
    let mut coverage = Meaning::default();
    for repository in repositories {
        let snapshot = repository.snapshot().await?;
        let meaning = Box::pin(recorded(repository, &snapshot, filter, model, look));
        coverage.add(meaning.await?);
    }
    Ok(coverage)
}

/// The same in one.
pub(super) async fn recorded(
    repository: &Repository,
    snapshot: &Snapshot,
    filter: &Filter,
    model: &Identity,
    look: Look,
) -> Result<Meaning> {
    if !model.is_shared() {
        return super::health::examined(repository, snapshot, filter, model).await;
    }
    let records = repository.embeddings().records().await?;
    let is_named = {
        let (records, name) = (Arc::clone(&records), Arc::clone(&model.name));
        move |id: &str| records.names(id, &name)
    };
    let named = snapshot.named_rows(filter, is_named).await?;
    let mut meaning = Meaning {
        seen: named.named,
        ..Meaning::default()
    };
    let own = with_own_ids(&named.others);
    let rows: Vec<RowId> = own.iter().map(|(row, _)| *row).collect();
    meaning.unfit = named.others.len() - rows.len();
    if rows.is_empty() || (look == Look::Roughly && rows.len() > LOOKED_AT) {
        meaning.foreign = rows.len();
        return Ok(meaning);
    }
    let origins = snapshot.origins_of(&rows).await?;
    for (row, id) in own {
        let of_other = |digest: blake3::Hash| {
            let record = records.get(id);
            record.is_some_and(|record| record.has_digest(digest))
        };
        let counted = match origins.of(*row) {
            Origin::Blank => &mut meaning.unfit,
            Origin::Meaningless => &mut meaning.meaningless,
            Origin::Digest(digest) if of_other(digest) => &mut meaning.others,
            Origin::Digest(_) => &mut meaning.foreign,
        };
        *counted += 1;
    }
    Ok(meaning)
}

/// Those that a record could name: with an id, and one that none of the others has.
fn with_own_ids(rows: &[(RowId, Box<str>)]) -> Vec<&(RowId, Box<str>)> {
    let mut times: HashMap<&str, usize> = HashMap::with_capacity(rows.len());
    for (_, id) in rows {
        *times.entry(id).or_default() += 1;
    }
    rows.iter()
        .filter(|(_, id)| !id.is_empty() && times.get(id.as_ref()) == Some(&1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_two_rows_is_none_of_theirs() {
        let rows = ["a", "", "b", "a", "c"];
        let rows: Vec<(RowId, Box<str>)> = (0..)
            .zip(rows)
            .map(|(row, id)| (RowId(row), id.into()))
            .collect();
        assert_eq!(with_own_ids(&rows), [&rows[2], &rows[4]]);
    }
}
