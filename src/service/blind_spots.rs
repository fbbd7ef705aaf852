//! What search by meaning cannot see of what a search looks into.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{Fingerprint, Lore, Result, coverage, coverage::Look};
use crate::domain::{
    count::{counted, thousands},
    filter::Filter,
    health::Meaning,
    search::{SearchMode, SearchRequest},
};

/// How long what was counted is good enough, whoever writes: searches may come by the hundred a second.
const FRESH: Duration = Duration::from_secs(2);

/// Filters that are remembered; then it begins anew.
const MOST: usize = 64;

/// What was counted lately. Cheap to clone; clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Counted(Arc<Mutex<HashMap<Filter, Known>>>);

/// What was counted of a filter, when, and how the store stood then, once that was looked at.
#[derive(Debug, Clone)]
struct Known {
    at: Instant,
    store: Option<Fingerprint>,
    meaning: Meaning,
}

impl Counted {
    /// What was counted while that is fresh. Else who asks is to look whether the last count still holds,
    /// while others go on with it, or with nothing where nobody counted yet.
    fn lately(&self, filter: &Filter) -> std::result::Result<Meaning, Option<Known>> {
        let mut counted = self.lock();
        if let Some(known) = counted.get_mut(filter) {
            let last = known.clone();
            if last.at.elapsed() < FRESH {
                return Ok(last.meaning);
            }
            known.at = Instant::now();
            return Err(Some(last));
        }
        if counted.len() >= MOST {
            counted.clear();
        }
        let nothing = Known {
            at: Instant::now(),
            store: None,
            meaning: Meaning::default(),
        };
        counted.insert(filter.clone(), nothing);
        Err(None)
    }

    fn remember(&self, filter: &Filter, store: Fingerprint, meaning: Meaning) {
        let known = Known {
            at: Instant::now(),
            store: Some(store),
            meaning,
        };
        self.lock().insert(filter.clone(), known);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Filter, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lore {
    /// Says how many of the entries that a search looks into have no vector of the model in use, by its
    /// records, if there are any; `lore reembed` helps. What is seconds old may be told.
    pub async fn blind_spot(&self, request: &SearchRequest) -> Result<Option<String>> {
        if !matches!(request.mode, SearchMode::Hybrid | SearchMode::Semantic) {
            return Ok(None);
        }
        // Mostly there are none at all, whatever the filter.
        let all = Filter {
            repositories: request.filter.repositories.clone(),
            ..Filter::default()
        };
        let mut meaning = self.roughly_covered(&all).await?;
        if meaning.missing() > 0 && request.filter != all {
            meaning = self.roughly_covered(&request.filter).await?;
        }
        let missing = meaning.missing();
        Ok((missing > 0).then(|| {
            format!(
                "semantic search cannot see {} of {}",
                thousands(missing),
                counted(meaning.entries(), "entry", "entries")
            )
        }))
    }

    async fn roughly_covered(&self, filter: &Filter) -> Result<Meaning> {
        let last = match self.counted.lately(filter) {
            Ok(meaning) => return Ok(meaning),
            Err(last) => last,
        };
        let store = self.fingerprint();
        if let Some(last) = last.filter(|last| last.store.as_ref() == Some(&store)) {
            return Ok(last.meaning);
        }
        let model = self.models.chosen().identity().await?;
        let admitted = self.admitted(filter).await?;
        let meaning = coverage::coverage(&admitted, filter, &model, Look::Roughly).await?;
        self.counted.remember(filter, store, meaning);
        Ok(meaning)
    }
}
