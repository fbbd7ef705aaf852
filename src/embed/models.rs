//! The models that can be used, and the one that is.

mod getting;
mod vectors;

use std::{
    collections::HashMap,
    path::{MAIN_SEPARATOR, Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    Catalogued, DIMENSION, Embedder, Error, MODEL, Result,
    catalogue::{self, catalogue},
    onnx::{OnnxSource, runtime},
};

pub use vectors::{Vectors, Wide};

/// What the user says about models.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModelSettings {
    /// The model to use: a name of the catalogue or the path of a folder; the bundled one if absent.
    pub model: Option<String>,
    /// The ONNX Runtime library, or the folder that it is in.
    pub onnxruntime: Option<PathBuf>,
    /// Where models are downloaded to.
    pub folder: Option<PathBuf>,
}

/// The models of a process. Cheap to clone; each is loaded once, when first needed.
#[derive(Debug, Clone)]
pub struct Models(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: ModelSettings,
    bundled: Embedder,
    chosen: Embedder,
    others: Mutex<HashMap<String, Embedder>>,
}

/// A model as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedModel {
    /// Its name.
    pub name: String,
    /// How many numbers its vectors have.
    pub width: usize,
    /// What it is.
    pub about: String,
    /// Whether its files are on this machine.
    pub is_here: bool,
    /// Where they are, or would be; nothing of the bundled one.
    pub folder: Option<PathBuf>,
}

impl Default for Models {
    fn default() -> Self {
        let bundled = Embedder::default();
        Self(Arc::new(Inner {
            settings: ModelSettings::default(),
            chosen: bundled.clone(),
            bundled,
            others: Mutex::default(),
        }))
    }
}

impl Models {
    /// The models under these settings. Loads none.
    ///
    /// # Errors
    /// [`Error::Unknown`] when there is no such model.
    pub fn new(settings: ModelSettings) -> Result<Self> {
        let bundled = Embedder::default();
        let chosen = match &settings.model {
            None => bundled.clone(),
            Some(name) => embedder(name, &settings, &bundled)?,
        };
        Ok(Self(Arc::new(Inner {
            settings,
            bundled,
            chosen,
            others: Mutex::default(),
        })))
    }

    /// The same models with another one in use.
    ///
    /// # Errors
    /// As [`Models::new`].
    pub fn using(&self, name: &str) -> Result<Self> {
        let settings = &self.0.settings;
        Ok(Self(Arc::new(Inner {
            settings: settings.clone(),
            bundled: self.0.bundled.clone(),
            chosen: embedder(name, settings, &self.0.bundled)?,
            others: Mutex::default(),
        })))
    }

    /// The model in use.
    #[must_use]
    pub fn chosen(&self) -> &Embedder {
        &self.0.chosen
    }

    /// The model that made vectors of which the records say this name, if it can be had.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<Embedder> {
        let is_it = |embedder: &&Embedder| {
            let known = embedder.known_identity();
            known.is_some_and(|known| *known.name == *name)
        };
        if let Some(found) = [&self.0.chosen, &self.0.bundled].into_iter().find(is_it) {
            return Some(found.clone());
        }
        let known = catalogue().iter().find(|known| known.name == name)?;
        let mut others = self.0.others.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || onnx(&self.0.settings, Some(known), self.folder_of(known));
        Some(others.entry(name.to_owned()).or_insert_with(make).clone())
    }

    /// All models that can be named, the bundled one first.
    #[must_use]
    pub fn list(&self) -> Vec<ListedModel> {
        let bundled = ListedModel {
            name: MODEL.to_owned(),
            width: DIMENSION,
            about: "part of lore; all-MiniLM-L6-v2 with its weights as 8-bit integers".to_owned(),
            is_here: true,
            folder: None,
        };
        let listed = catalogue().iter().map(|known| {
            let folder = self.folder_of(known);
            ListedModel {
                name: known.name.clone(),
                width: known.width,
                about: known.about.clone(),
                is_here: known.is_in(&folder),
                folder: Some(folder),
            }
        });
        std::iter::once(bundled).chain(listed).collect()
    }

    /// Where ONNX Runtime is, which all models but the bundled one need.
    ///
    /// # Errors
    /// [`Error::NoRuntime`], with what to do.
    pub fn runtime(&self) -> Result<PathBuf> {
        runtime::place(self.0.settings.onnxruntime.as_deref(), "every other model")
    }

    fn folder_of(&self, known: &Catalogued) -> PathBuf {
        folder_of(&self.0.settings, known)
    }
}

/// The model of this name or in this folder.
fn embedder(name: &str, settings: &ModelSettings, bundled: &Embedder) -> Result<Embedder> {
    if name.eq_ignore_ascii_case(MODEL) {
        return Ok(bundled.clone());
    }
    let is_path = name.contains('/') || name.contains(MAIN_SEPARATOR);
    let known = catalogue::find(name);
    match known {
        Some(known) => Ok(onnx(settings, Some(known), folder_of(settings, known))),
        None if is_path || Path::new(name).is_dir() => Ok(onnx(settings, None, name.into())),
        None => Err(Error::Unknown(name.to_owned())),
    }
}

fn onnx(settings: &ModelSettings, known: Option<&'static Catalogued>, folder: PathBuf) -> Embedder {
    Embedder::onnx(OnnxSource {
        known,
        folder,
        runtime: settings.onnxruntime.clone(),
    })
}

/// Where a model of the catalogue is downloaded to.
fn folder_of(settings: &ModelSettings, known: &Catalogued) -> PathBuf {
    let models = settings.folder.as_deref();
    models.unwrap_or(Path::new("models")).join(&known.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn using(model: &str) -> Result<Models> {
        Models::new(ModelSettings {
            model: Some(model.to_owned()),
            onnxruntime: Some(PathBuf::from("/no/such/library")),
            folder: Some(PathBuf::from("/no/such/folder")),
        })
    }

    #[test]
    fn a_model_is_named_by_name_or_path() {
        let name = |model: &str| {
            using(model)
                .unwrap()
                .chosen()
                .known_identity()
                .map(|one| one.name)
        };
        assert_eq!(name(MODEL).as_deref(), Some(MODEL));
        assert_eq!(
            name("BGE-base-en-v1.5").as_deref(),
            Some("bge-base-en-v1.5")
        );
        assert_eq!(name("./no/such"), None, "its files tell");
        assert!(matches!(using("no-such-model"), Err(Error::Unknown(_))));
    }

    #[test]
    fn the_model_of_vectors_is_had_by_the_name_in_their_records() {
        let models = using("bge-base-en-v1.5").unwrap();
        let known = |name: &str| models.named(name).and_then(|one| one.known_identity());
        for name in [MODEL, "bge-base-en-v1.5", "nomic-embed-text-v1.5"] {
            assert_eq!(&*known(name).unwrap().name, name);
        }
        assert!(models.named("somebody's-0123456789ab").is_none());
    }

    #[tokio::test]
    async fn what_is_not_here_fails_with_advice_and_without_a_panic() {
        let models = using("bge-base-en-v1.5").unwrap();
        let error = models.chosen().embed_query("x").await.unwrap_err();
        assert!(matches!(error, Error::NotHere { .. }), "{error}");
        assert!(matches!(models.runtime(), Err(Error::NoRuntime(_))));
        // A text is stored all the same, with a vector that says of which model it is.
        let vectors = models.document("a text".to_owned()).await.unwrap();
        assert_eq!((&*vectors.model, vectors.wide), (MODEL, None));
    }
}
