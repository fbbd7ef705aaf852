//! The models that can be used, and which of them made the vectors that are there.

use std::{collections::BTreeMap, path::PathBuf};

use super::{
    Cancel, Error, Lore, Progress, Result, blind_spots::Counted, changing::Report, storing::Intake,
};
use crate::{
    domain::{filter::Filter, printable::printable_line},
    embed::{self, Endpoint, Models},
};

pub use embed::{ListedModel, ModelSettings};

/// Models without a store: to list them, and to download one.
#[derive(Debug, Clone)]
pub struct ModelShelf(Models);

/// Which models made the vectors of a repository, by their records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RepositoryModels {
    /// The repository.
    pub repository: String,
    /// How many entries have a vector of each model in the shared table.
    pub shared: BTreeMap<String, usize>,
    /// How many entries have one of each wider model, beside it.
    pub wide: BTreeMap<String, usize>,
    /// How many entries there are in all.
    pub entries: usize,
}

impl ModelShelf {
    /// The models under these settings. Loads none.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the settings name a model that there is not.
    pub fn new(settings: ModelSettings) -> Result<Self> {
        Ok(Self(Models::new(settings)?))
    }

    /// All that can be named, the bundled one first.
    #[must_use]
    pub fn list(&self) -> Vec<ListedModel> {
        self.0.list()
    }

    /// Loads the model in use in the background: a store that is opened with it afterwards finds that begun.
    /// If it cannot be had, the search that needs it says so.
    pub fn load_ahead(&self) {
        let model = self.0.chosen().clone();
        tokio::spawn(async move { model.warm_up().await });
    }

    /// Name of the model in use; a folder's is loaded for that.
    pub async fn name(&self) -> Result<String> {
        Ok(self.0.chosen().identity().await?.name.to_string())
    }

    /// Where ONNX Runtime is, or why it cannot be had.
    pub fn runtime(&self) -> std::result::Result<PathBuf, String> {
        self.0.runtime().map_err(|error| error.to_string())
    }

    /// Downloads a model of the catalogue; `progress` is told bytes. Gives its folder. What was begun
    /// before is gone on with.
    pub async fn get(&self, name: &str, cancel: &Cancel, progress: Report<'_>) -> Result<PathBuf> {
        let bytes = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
        let tell = |done, total| {
            progress(Progress {
                done: bytes(done),
                total: bytes(total),
            });
        };
        let endpoint = Endpoint::of_process();
        let got = self.0.get(name, endpoint, || cancel.is_cancelled(), tell);
        Ok(got.await?)
    }
}

impl Lore {
    /// The same store with these models.
    #[must_use]
    pub fn with_models(self, models: &ModelShelf) -> Self {
        self.over_models(models.0.clone())
    }

    /// The same store with another model in use, named by its name or the path of its folder.
    ///
    /// # Errors
    /// As [`ModelShelf::new`].
    pub fn using_model(&self, name: &str) -> Result<Self> {
        let models = self.models.using(name)?;
        Ok(self.clone().over_models(models))
    }

    fn over_models(mut self, models: Models) -> Self {
        self.intake = Intake::new(self.store.clone(), models.clone());
        self.models = models;
        self.counted = Counted::default();
        self
    }

    /// Name of the model in use; a folder's is loaded for that.
    pub async fn model_name(&self) -> Result<String> {
        Ok(self.models.chosen().identity().await?.name.to_string())
    }

    /// Why the model in use cannot be had, as far as that is known without loading it.
    #[must_use]
    pub fn model_problem(&self) -> Option<String> {
        let problem = self.models.chosen().problem()?;
        Some(problem.to_string())
    }

    /// How many bytes the vectors take that a model has beside the shared tables and that nobody asks for, by
    /// repository.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the model is in use, [`Error::NotFound`] when there are none.
    pub async fn idle_vectors(&self, name: &str) -> Result<BTreeMap<String, u64>> {
        let shown = printable_line(name);
        if *self.models.chosen().identity().await?.name == *name {
            return Err(Error::Conflict(format!(
                "the vectors of {shown} stay: it is the model in use; name another one in the config file, or remove `model` from it"
            )));
        }
        let mut idle = BTreeMap::new();
        for repository in self.store.repositories().await? {
            let size = repository.embeddings().wide_sizes()?.remove(name);
            idle.extend(size.map(|size| (repository.name().to_owned(), size)));
        }
        if idle.is_empty() {
            return Err(Error::NotFound(format!(
                "no vectors of '{shown}' lie beside the shared tables; `lore models` lists whose there are"
            )));
        }
        Ok(idle)
    }

    /// Removes these vectors, and tells how many bytes they took. They can be made anew.
    ///
    /// # Errors
    /// As [`Lore::idle_vectors`].
    pub async fn drop_vectors(&self, name: &str) -> Result<BTreeMap<String, u64>> {
        let idle = self.idle_vectors(name).await?;
        for repository in idle.keys() {
            let repository = self.store.repository(repository).await?;
            repository.embeddings().drop_wide(name)?;
        }
        Ok(idle)
    }

    /// Which models made the vectors of each repository, as far as what they saw still stands there.
    pub async fn models_of_vectors(&self, filter: &Filter) -> Result<Vec<RepositoryModels>> {
        let mut of = Vec::new();
        for repository in self.admitted(filter).await? {
            of.push(Box::pin(super::health::models(&repository, filter)).await?);
        }
        Ok(of)
    }
}
