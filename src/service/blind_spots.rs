//! What search by meaning cannot see of what a search looks into.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{Lore, Result};
use crate::domain::{
    count::{counted, thousands},
    filter::Filter,
    health::Meaning,
    search::{SearchMode, SearchRequest},
};

/// How long what was counted is good enough: searches may come by the hundred a second.
const FRESH: Duration = Duration::from_secs(2);

/// Filters that are remembered; then it begins anew.
const MOST: usize = 64;

/// What was counted lately. Cheap to clone; clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Counted(Arc<Mutex<HashMap<Filter, (Instant, Meaning)>>>);

impl Counted {
    /// What was counted, unless it is old: then who asks is to count anew, while others go on with it, or
    /// with nothing where nobody counted yet.
    fn lately(&self, filter: &Filter) -> Option<Meaning> {
        let mut counted = self.lock();
        let known = counted.get(filter).copied();
        if let Some((at, meaning)) = known
            && at.elapsed() < FRESH
        {
            return Some(meaning);
        }
        if counted.len() >= MOST {
            counted.clear();
        }
        let meanwhile = known.map(|(_, meaning)| meaning).unwrap_or_default();
        counted.insert(filter.clone(), (Instant::now(), meanwhile));
        None
    }

    fn remember(&self, filter: &Filter, meaning: Meaning) {
        let now = (Instant::now(), meaning);
        self.lock().insert(filter.clone(), now);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Filter, (Instant, Meaning)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lore {
    /// Says how many of the entries that a search looks into it cannot find by their meaning, if there
    /// are any; `lore reembed` helps. What is seconds old may be told.
    pub async fn blind_spot(&self, request: &SearchRequest) -> Result<Option<String>> {
        if !matches!(request.mode, SearchMode::Hybrid | SearchMode::Semantic) {
            return Ok(None);
        }
        let filter = &request.filter;
        let meaning = if let Some(meaning) = self.counted.lately(filter) {
            meaning
        } else {
            let meaning = self.coverage(filter).await?;
            self.counted.remember(filter, meaning);
            meaning
        };
        let missing = meaning.missing();
        Ok((missing > 0).then(|| {
            format!(
                "semantic search cannot see {} of {}",
                thousands(missing),
                counted(meaning.entries(), "entry", "entries")
            )
        }))
    }
}
