//! Which model's vectors are compared: a question is asked in the model that made the vectors it is
//! compared with, and vectors of two models are never compared.

use std::{collections::BTreeMap, sync::Arc};

use super::{Error, Result};
use crate::{
    embed::{DIMENSION, Embedder, Identity, Models},
    store::Table,
};

/// The model that made the most vectors in these tables, in doubt the one in use; nothing where no model
/// made any. Entries with vectors of others are found by their words alone.
pub(super) async fn compared<'a>(
    models: &Models,
    tables: impl Iterator<Item = &'a Table> + Clone,
) -> Result<Option<Identity>> {
    let counts = counts(tables.clone()).await?;
    let mut any_wide = false;
    for table in tables.clone() {
        any_wide |= !table.embeddings.wide_models()?.is_empty();
    }
    if counts.is_empty() && !any_wide {
        return Ok(None);
    }
    let in_use = models.chosen().identity().await?;
    let mut own = counts.get(&in_use.name).copied().unwrap_or_default();
    if !in_use.is_shared() {
        for table in tables {
            // Entries have these vectors beside those of the shared table.
            own += 2 * table.embeddings.wide_count(&in_use.name).await?;
        }
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    Ok(match most.filter(|(_, count)| *count > own) {
        Some((name, _)) => Some(Identity {
            name,
            width: DIMENSION,
        }),
        None => (own > 0).then_some(in_use),
    })
}

/// The model itself, to ask a question in it.
///
/// # Errors
/// When it cannot be had here.
pub(super) fn embedder(models: &Models, model: &Identity) -> Result<Embedder> {
    models.named(&model.name).ok_or_else(|| {
        Error::Invalid(format!(
            "the vectors here are of the model {}, which lore cannot find: name its folder with `model` in the config file, or make them anew with `lore reembed`",
            model.name
        ))
    })
}

/// The same for comparisons among the vectors of the shared tables: the model's name.
pub(super) async fn compared_in_shared<'a>(
    models: &Models,
    tables: impl Iterator<Item = &'a Table>,
) -> Result<Option<Arc<str>>> {
    let counts = counts(tables).await?;
    let Some(most) = counts.values().max().copied() else {
        return Ok(None);
    };
    let chosen = models.chosen().identity().await?.name;
    if counts.get(&chosen).is_some_and(|count| *count == most) {
        return Ok(Some(chosen));
    }
    let name = counts.into_iter().find(|(_, count)| *count == most);
    Ok(name.map(|(name, _)| name))
}

/// How many records name each model, in all tables.
async fn counts<'a>(tables: impl Iterator<Item = &'a Table>) -> Result<BTreeMap<Arc<str>, usize>> {
    let mut counts: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    for table in tables {
        for (name, count) in table.embeddings.records().await?.models() {
            *counts.entry(Arc::clone(name)).or_default() += count;
        }
    }
    Ok(counts)
}
