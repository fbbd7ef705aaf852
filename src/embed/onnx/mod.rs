//! Models that ONNX Runtime runs: where they come from, and texts to unit vectors.

mod check;
mod folder;
mod pieces;
pub(super) mod runtime;

use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use fastembed::{InitOptionsUserDefined, TextEmbedding};

use super::{
    Catalogued, Embedding, Error, Identity, Result,
    backend::Loaded,
    catalogue::{self, Prompts},
};
pub(super) use folder::ModelFolder;
use pieces::Pieces;

/// Most tokens of a window. Longer ones cost far more than they tell: time grows with the square.
const WINDOW_TOKENS: usize = 512;

/// Texts that have nothing in common; a model that makes the same vector of both tells nothing.
const UNLIKE: [&str; 2] = ["The invoice is paid.", "Bees dance to tell the way."];

/// A model of files, not loaded yet.
#[derive(Debug, Clone)]
pub(super) struct OnnxSource {
    /// What the catalogue says of it; nothing of a folder of the user's own.
    pub(super) known: Option<&'static Catalogued>,
    /// Where its files are.
    pub(super) folder: PathBuf,
    /// The ONNX Runtime library, if the user named one.
    pub(super) runtime: Option<PathBuf>,
}

/// A loaded model.
pub(super) struct OnnxModel {
    /// One text at a time: some models quantise their activations by the range of what they are
    /// given, so company would change a text's vector. A text is spread over all cores.
    session: Mutex<TextEmbedding>,
    pieces: Pieces,
    prompts: Prompts,
    width: usize,
}

impl OnnxSource {
    /// Which model it is; of a folder that takes its files' content.
    pub(super) fn identity(&self) -> Option<Identity> {
        self.known.map(Catalogued::identity)
    }

    /// What it lacks at first sight: a file, or what runs it.
    pub(super) fn problem(&self) -> Option<Error> {
        let found = self.files();
        let runs = found.and_then(|_| runtime::place(self.runtime.as_deref(), self.needed_by()));
        runs.err()
    }

    fn files(&self) -> Result<ModelFolder> {
        match self.known {
            Some(known) => known.in_folder(&self.folder),
            None => ModelFolder::find(&self.folder),
        }
    }

    fn needed_by(&self) -> &str {
        self.known.map_or("the model", |known| known.name.as_str())
    }

    /// Checks the files and loads the model.
    pub(super) fn load(&self) -> Result<Loaded> {
        let folder = self.files()?;
        let environment = runtime::environment(self.runtime.as_deref(), self.needed_by())?;
        let unusable = |reason: String| Error::Unusable {
            folder: self.folder.clone(),
            reason: reason.replace('\n', " "),
        };
        if self.known.is_none() {
            check::graph(&environment, &folder.onnx).map_err(unusable)?;
        }
        let options = InitOptionsUserDefined::new()
            .with_environment(environment)
            .with_max_length(folder.window.unwrap_or(WINDOW_TOKENS).min(WINDOW_TOKENS));
        let (digest, files) = folder.read()?;
        let session =
            TextEmbedding::try_new_from_user_defined(files, options).map_err(|error| {
                unusable((folder.fault_of_tokenizer()).unwrap_or_else(|| error.to_string()))
            })?;
        let pieces = Pieces::new(&session.tokenizer).map_err(unusable)?;
        let mut model = OnnxModel {
            session: Mutex::new(session),
            pieces,
            prompts: self.known.map(|known| known.prompts).unwrap_or_default(),
            width: 0,
        };
        let probes = UNLIKE.map(|text| model.run(text));
        let [one, other] = match probes {
            [Ok(one), Ok(other)] => [one, other],
            [Err(error), _] | [_, Err(error)] => return Err(unusable(error.to_string())),
        };
        check::vectors(&one, &other, self.known.map(|known| known.width)).map_err(unusable)?;
        model.width = one.len();
        let identity = self.identity().unwrap_or_else(|| Identity {
            name: catalogue::name_of_folder(&self.folder, digest).into(),
            width: model.width,
        });
        Ok(Loaded::onnx(identity, model))
    }
}

impl OnnxModel {
    /// The vector of a query.
    pub(super) fn query(&self, text: &str) -> Result<Vec<f32>> {
        let first = self.pieces.first(text)?;
        self.checked(&format!("{}{}", self.prompts.query, &text[first]))
    }

    /// The vectors of texts, in their order; fewer when `is_gone` says that nobody waits.
    pub(super) fn documents(
        &self,
        texts: &[String],
        is_gone: impl Fn() -> bool,
    ) -> Result<Vec<Embedding>> {
        let mut embeddings = Vec::with_capacity(texts.len());
        for text in texts {
            let mut vectors = Vec::new();
            for piece in self.pieces.all(text)? {
                if is_gone() {
                    return Ok(embeddings);
                }
                vectors.push(self.checked(&format!("{}{}", self.prompts.document, &text[piece]))?);
            }
            let parts = vectors.split_off(1.min(vectors.len()));
            embeddings.push(Embedding {
                vector: vectors.pop().unwrap_or_default(),
                parts,
            });
        }
        Ok(embeddings)
    }

    fn checked(&self, text: &str) -> Result<Vec<f32>> {
        let vector = self.run(text)?;
        let length: f32 = vector.iter().map(|number| number * number).sum();
        if vector.len() != self.width || !length.is_normal() {
            return Err(Error::Run("its vector has no length".into()));
        }
        Ok(vector)
    }

    fn run(&self, text: &str) -> Result<Vec<f32>> {
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let embedded = session.embed([text], None);
        let mut vectors =
            embedded.map_err(|error| Error::Run(error.to_string().replace('\n', " ")))?;
        vectors
            .pop()
            .ok_or_else(|| Error::Run("it gave no vector".into()))
    }
}
