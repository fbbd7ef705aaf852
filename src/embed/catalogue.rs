//! The catalogue: models that are known by name, as fastembed knows them.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use blake3::Hash;
use fastembed::{EmbeddingModel, ModelInfo, TextEmbedding};

use super::{Error, Identity, Result, onnx::ModelFolder};

/// What every model needs besides its ONNX file.
const OF_TOKENIZER: [&str; 4] = [
    "tokenizer.json",
    "config.json",
    "special_tokens_map.json",
    "tokenizer_config.json",
];

/// Digits of a hash that tell one folder's model from another's.
const TELLING_DIGITS: usize = 12;

/// What some models want to stand before a text, as their authors say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Prompts {
    pub(super) query: &'static str,
    pub(super) document: &'static str,
}

/// A model of the catalogue.
#[derive(Debug, Clone)]
pub struct Catalogued {
    /// Its name.
    pub name: String,
    /// How many numbers its vectors have.
    pub width: usize,
    /// What it is.
    pub about: String,
    /// The repository at Hugging Face that has its files.
    pub origin: String,
    /// Its files there, the ONNX file first.
    pub files: Vec<String>,
    pub(super) prompts: Prompts,
    model: EmbeddingModel,
    info: ModelInfo<EmbeddingModel>,
}

/// All models of the catalogue, by name.
#[must_use]
pub fn catalogue() -> &'static [Catalogued] {
    static CATALOGUE: OnceLock<Vec<Catalogued>> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        let known = TextEmbedding::list_supported_models();
        let mut catalogue: Vec<Catalogued> = known.into_iter().map(Catalogued::new).collect();
        catalogue.sort_by_key(|one| (one.name.to_lowercase(), one.name.clone()));
        catalogue
    })
}

/// A model by its name in any case, or by that of its repository if only one model is from there.
pub(super) fn find(name: &str) -> Option<&'static Catalogued> {
    let named = |one: &&Catalogued| one.name.eq_ignore_ascii_case(name);
    let mut from = (catalogue().iter()).filter(|one| one.origin.eq_ignore_ascii_case(name));
    let by_origin = match (from.next(), from.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    };
    catalogue().iter().find(named).or(by_origin)
}

/// The name of the model in a folder of the user's own: with other files it is another model.
pub(super) fn name_of_folder(folder: &Path, digest: Hash) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let fit = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let name: String = name.chars().map(|c| if fit(c) { c } else { '-' }).collect();
    format!("{name}-{}", &digest.to_hex()[..TELLING_DIGITS])
}

impl Catalogued {
    fn new(info: ModelInfo<EmbeddingModel>) -> Self {
        let mut files = vec![info.model_file.clone()];
        files.extend(info.additional_files.iter().cloned());
        files.extend(OF_TOKENIZER.map(str::to_owned));
        let name = name(&info);
        Self {
            prompts: prompts(&name),
            name,
            width: info.dim,
            about: info.description.clone(),
            origin: info.model_code.clone(),
            files,
            model: info.model.clone(),
            info,
        }
    }

    /// Which model it is.
    #[must_use]
    pub fn identity(&self) -> Identity {
        Identity {
            name: self.name.as_str().into(),
            width: self.width,
        }
    }

    /// Whether all its files are in a folder.
    #[must_use]
    pub fn is_in(&self, folder: &Path) -> bool {
        self.files.iter().all(|file| folder.join(file).is_file())
    }

    /// How to get the model without lore.
    pub(super) fn by_hand(&self, folder: &Path) -> String {
        format!(
            "by hand: put {} of https://huggingface.co/{} into {}",
            self.files.join(", "),
            self.origin,
            folder.display()
        )
    }

    /// The model's files in the folder that they were downloaded to.
    pub(super) fn in_folder(&self, folder: &Path) -> Result<ModelFolder> {
        if !self.is_in(folder) {
            return Err(Error::NotHere {
                model: self.name.clone(),
                how: format!(
                    "`lore models get {}` downloads it; {}",
                    self.name,
                    self.by_hand(folder)
                ),
            });
        }
        let additional = self.info.additional_files.iter();
        Ok(ModelFolder {
            folder: folder.to_owned(),
            onnx: folder.join(&self.info.model_file),
            external: additional
                .map(|file| folder.join(file))
                .collect::<Vec<PathBuf>>(),
            pooling: TextEmbedding::get_default_pooling_method(&self.model),
            quantization: TextEmbedding::get_quantization_mode(&self.model),
            output: self.info.output_key.clone(),
            window: None,
        })
    }
}

/// A model's name: that of its repository, without what tells of the file's form, and with a mark where
/// its numbers are quantised.
fn name(info: &ModelInfo<EmbeddingModel>) -> String {
    let variant = info.model.to_string();
    let base = info.model_code.rsplit('/').next().unwrap_or_default();
    let base = ["-onnx-Q", "-onnx", "-ONNX"]
        .iter()
        .find_map(|ending| base.strip_suffix(ending))
        .unwrap_or(base);
    let mark = if variant.ends_with("Q4") {
        "-q4"
    } else if variant.ends_with('Q') {
        "-q"
    } else {
        ""
    };
    format!("{base}{mark}")
}

/// What stands before texts, by the family of the model. Sources: the models' own pages.
fn prompts(name: &str) -> Prompts {
    const PASSAGES: &str = "Represent this sentence for searching relevant passages: ";
    let (query, document) = match name.to_lowercase() {
        name if name.starts_with("multilingual-e5") => ("query: ", "passage: "),
        name if name.starts_with("nomic-embed") || name.starts_with("modernbert-embed") => {
            ("search_query: ", "search_document: ")
        }
        name if name.starts_with("embeddinggemma") => {
            ("task: search result | query: ", "title: none | text: ")
        }
        name if name.starts_with("bge-") && name.contains("-en-") => (PASSAGES, ""),
        name if name.starts_with("mxbai-") || name.starts_with("snowflake-") => (PASSAGES, ""),
        name if name.starts_with("bge-") && name.contains("-zh-") => {
            ("为这个句子生成表示以用于检索相关文章：", "")
        }
        _ => ("", ""),
    };
    Prompts { query, document }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::embed::MODEL;

    #[test]
    fn every_model_has_a_name_of_its_own_that_fits_a_file_name() {
        let names: HashSet<&str> = catalogue().iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names.len(), TextEmbedding::list_supported_models().len());
        assert!(names.len() > 40 && !names.contains(MODEL));
        for name in names {
            let fits = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            assert!(name.chars().all(fits), "{name}");
        }
    }

    #[test]
    fn models_are_found_by_name_and_by_repository() {
        let small = find("BGE-small-en-v1.5").unwrap();
        assert_eq!(
            (small.name.as_str(), small.width),
            ("bge-small-en-v1.5", 384)
        );
        assert_eq!(find("Xenova/bge-small-en-v1.5").unwrap().name, small.name);
        assert_eq!(
            find("bge-small-en-v1.5-q").unwrap().origin,
            "Qdrant/bge-small-en-v1.5-onnx-Q"
        );
        // Two models are from there.
        assert!(find("nomic-ai/nomic-embed-text-v1.5").is_none());
        assert!(find("no-such-model").is_none());
    }

    #[test]
    fn models_that_want_a_prompt_get_it() {
        assert_eq!(
            find("multilingual-e5-small").unwrap().prompts.document,
            "passage: "
        );
        assert_eq!(
            find("all-MiniLM-L6-v2").unwrap().prompts,
            Prompts::default()
        );
    }

    #[test]
    fn what_is_not_here_is_told_with_the_way_to_get_it() {
        let folder = tempfile::tempdir().unwrap();
        let model = find("bge-small-en-v1.5").unwrap();
        let error = model.in_folder(folder.path()).unwrap_err().to_string();
        assert!(
            error.contains("lore models get bge-small-en-v1.5"),
            "{error}"
        );
        assert!(error.contains("onnx/model.onnx, tokenizer.json"), "{error}");
        assert!(
            error.contains(&folder.path().display().to_string()),
            "{error}"
        );
        for file in &model.files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, b"").unwrap();
        }
        assert!(model.in_folder(folder.path()).is_ok());
    }

    #[test]
    fn a_folders_name_fits_a_table_and_changes_with_its_files() {
        let name =
            |folder: &str, content: &[u8]| name_of_folder(Path::new(folder), blake3::hash(content));
        assert!(name("/m/my model é/", b"a").starts_with("my-model---"));
        assert_ne!(name("/m/x", b"a"), name("/m/x", b"b"));
        assert_eq!(name("/m/x", b"a"), name("/n/x", b"a"));
    }
}
