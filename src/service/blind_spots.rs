//! What search by meaning cannot see of what a search looks into.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::{Fingerprint, Lore, Result, comparing::compared, coverage, coverage::Look};
use crate::domain::{
    count::{counted, thousands},
    filter::Filter,
    health::Meaning,
    search::SearchRequest,
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
    sight: Sight,
}

/// What search by meaning sees, and by which model if that is not the one in use.
#[derive(Debug, Clone, Default)]
struct Sight {
    meaning: Meaning,
    other: Option<Arc<str>>,
}

impl Counted {
    /// What was counted while that is fresh. Else who asks is to look whether the last count still holds,
    /// while others go on with it, or with nothing where nobody counted yet.
    fn lately(&self, filter: &Filter) -> std::result::Result<Sight, Option<Known>> {
        let mut counted = self.lock();
        if let Some(known) = counted.get_mut(filter) {
            let last = known.clone();
            if last.at.elapsed() < FRESH {
                return Ok(last.sight);
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
            sight: Sight::default(),
        };
        counted.insert(filter.clone(), nothing);
        Err(None)
    }

    fn remember(&self, filter: &Filter, store: Fingerprint, sight: Sight) {
        let known = Known {
            at: Instant::now(),
            store: Some(store),
            sight,
        };
        self.lock().insert(filter.clone(), known);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Filter, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lore {
    /// Why search does without the model in use, or how many of the entries that a search looks into it
    /// cannot find by meaning, by the records of vectors; nothing when all is well. `cure` is what is said
    /// of `lore reembed`, where that helps. What is seconds old may be told.
    pub async fn note_on_meaning(
        &self,
        request: &SearchRequest,
        cure: &str,
    ) -> Result<Option<String>> {
        if !request.mode.compares_meanings() {
            return Ok(None);
        }
        if let Some(problem) = self.model_problem() {
            return Ok(Some(format!(
                "search does without the model in use: {problem}"
            )));
        }
        // Mostly there are none at all, whatever the filter.
        let all = Filter {
            repositories: request.filter.repositories.clone(),
            ..Filter::default()
        };
        let mut sight = self.sight(&all).await?;
        if sight.meaning.missing() > 0 && request.filter != all {
            sight = self.sight(&request.filter).await?;
        }
        Ok(sight.told().map(|told| format!("{told}; {cure}")))
    }

    /// What is seen with the model that searches compare by.
    async fn sight(&self, filter: &Filter) -> Result<Sight> {
        let last = match self.counted.lately(filter) {
            Ok(sight) => return Ok(sight),
            Err(last) => last,
        };
        let store = self.fingerprint();
        if let Some(last) = last.filter(|last| last.store.as_ref() == Some(&store)) {
            return Ok(last.sight);
        }
        let in_use = self.models.chosen().identity().await?;
        let tables = self.tables(filter).await?;
        let model = compared(&self.models, tables.iter()).await?;
        let model = model.unwrap_or_else(|| in_use.clone());
        let admitted = self.admitted(filter).await?;
        let sight = Sight {
            meaning: coverage::coverage(&admitted, filter, &model, Look::Roughly).await?,
            other: (model != in_use).then_some(model.name),
        };
        self.counted.remember(filter, store, sight.clone());
        Ok(sight)
    }
}

impl Sight {
    fn told(&self) -> Option<String> {
        let missing = self.meaning.missing();
        if missing > 0 {
            return Some(format!(
                "semantic search cannot see {} of {}",
                thousands(missing),
                counted(self.meaning.entries(), "entry", "entries")
            ));
        }
        let other = self.other.as_ref()?;
        Some(format!(
            "semantic search goes by the vectors of {other}, which is not the model in use"
        ))
    }
}
