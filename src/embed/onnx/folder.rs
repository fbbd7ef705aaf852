//! The files of a model in a folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use blake3::{Hash, Hasher};
use fastembed::{OutputKey, Pooling, QuantizationMode, TokenizerFiles, UserDefinedEmbeddingModel};
use serde_json::Value;
use tokenizers::Tokenizer;

use crate::embed::{Error, Result};

/// Where the ONNX file of a model may be.
const ONNX_FILES: [&str; 3] = ["model.onnx", "onnx/model.onnx", "model_optimized.onnx"];

const TOKENIZER: &str = "tokenizer.json";

/// What a folder's model may lack: then it has what models of the BERT family have.
const OPTIONAL: [&str; 3] = [
    "config.json",
    "special_tokens_map.json",
    "tokenizer_config.json",
];

/// How models of the sentence-transformers family say what to make of their tokens, and how many
/// tokens they take.
const POOLING: &str = "1_Pooling/config.json";
const WINDOW: &str = "sentence_bert_config.json";

/// The names of the token that fills up, in the families of tokenizers.
const PADDING_TOKENS: [&str; 3] = ["[PAD]", "<pad>", "<|endoftext|>"];

/// A folder that holds a model.
#[derive(Debug)]
pub(in crate::embed) struct ModelFolder {
    pub(in crate::embed) folder: PathBuf,
    /// The model itself.
    pub(in crate::embed) onnx: PathBuf,
    /// Files of weights that belong to it.
    pub(in crate::embed) external: Vec<PathBuf>,
    /// What becomes of the tokens' vectors.
    pub(in crate::embed) pooling: Option<Pooling>,
    pub(in crate::embed) quantization: QuantizationMode,
    pub(in crate::embed) output: Option<OutputKey>,
    /// How many tokens the model takes, if its files say so.
    pub(in crate::embed) window: Option<usize>,
}

impl ModelFolder {
    /// Looks what is in a folder of the user's own.
    pub(super) fn find(folder: &Path) -> Result<Self> {
        let unusable = |reason: String| Error::Unusable {
            folder: folder.to_owned(),
            reason,
        };
        let onnx = onnx_file(folder).map_err(unusable)?;
        if !folder.join(TOKENIZER).is_file() {
            return Err(unusable(format!(
                "it has no {TOKENIZER}; put that of the model beside the ONNX file"
            )));
        }
        let said = |file: &str| -> Option<Value> {
            serde_json::from_slice(&fs::read(folder.join(file)).ok()?).ok()
        };
        let by_first = said(POOLING).is_some_and(|said| said["pooling_mode_cls_token"] == true);
        let window = said(WINDOW).and_then(|said| said["max_seq_length"].as_u64());
        Ok(Self {
            external: external(&onnx),
            folder: folder.to_owned(),
            onnx,
            pooling: Some(if by_first {
                Pooling::Cls
            } else {
                Pooling::Mean
            }),
            quantization: QuantizationMode::None,
            output: None,
            window: window.and_then(|tokens| usize::try_from(tokens).ok()),
        })
    }

    /// Reads it all, and a hash over what makes its vectors.
    pub(super) fn read(&self) -> Result<(Hash, UserDefinedEmbeddingModel)> {
        let read = |path: &Path| fs::read(path).map_err(|error| self.unreadable(path, &error));
        let tokenizer = read(&self.folder.join(TOKENIZER))?;
        let onnx = read(&self.onnx)?;
        let mut hasher = Hasher::new();
        hasher.update(&tokenizer).update(&onnx);
        let padding = padding(&tokenizer);
        let [config, special, of_tokenizer] = OPTIONAL.map(|file| {
            let path = self.folder.join(file);
            if path.is_file() {
                read(&path)
            } else {
                Ok(default_of(file, &padding).into_bytes())
            }
        });
        let files = TokenizerFiles {
            tokenizer_file: tokenizer,
            config_file: config?,
            special_tokens_map_file: special?,
            tokenizer_config_file: of_tokenizer?,
        };
        let mut model =
            UserDefinedEmbeddingModel::new(onnx, files).with_quantization(self.quantization);
        model.pooling.clone_from(&self.pooling);
        model.output_key.clone_from(&self.output);
        for path in &self.external {
            let weights = read(path)?;
            hasher.update(&weights);
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            model = model.with_external_initializer(name.into_owned(), weights);
        }
        Ok((hasher.finalize(), model))
    }

    /// What is wrong with the tokenizer, if it is at fault.
    pub(super) fn fault_of_tokenizer(&self) -> Option<String> {
        let error = Tokenizer::from_file(self.folder.join(TOKENIZER)).err()?;
        Some(format!(
            "its {TOKENIZER} is no tokenizer ({error}); put that of the model beside the ONNX file"
        ))
    }

    fn unreadable(&self, path: &Path, error: &io::Error) -> Error {
        Error::Unusable {
            folder: self.folder.clone(),
            reason: format!("{} cannot be read: {error}", path.display()),
        }
    }
}

/// The one ONNX file of a folder.
fn onnx_file(folder: &Path) -> std::result::Result<PathBuf, String> {
    if !folder.is_dir() {
        return Err("it is no folder; name the one that holds the ONNX file".to_owned());
    }
    let usual = ONNX_FILES.map(|file| folder.join(file));
    if let Some(found) = usual.into_iter().find(|path| path.is_file()) {
        return Ok(found);
    }
    let entries = fs::read_dir(folder).map_err(|error| error.to_string())?;
    let mut found = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "onnx"))
        .filter(|path| path.is_file());
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err("it has no ONNX file; put the model there as model.onnx".to_owned()),
        (Some(_), Some(_)) => {
            Err("it has several ONNX files; name the one to use model.onnx".to_owned())
        }
    }
}

/// The files that hold weights of an ONNX file: they carry its name.
fn external(onnx: &Path) -> Vec<PathBuf> {
    ["_data", ".data"]
        .iter()
        .map(|ending| {
            let mut name = onnx.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        })
        .filter(|path| path.is_file())
        .collect()
}

/// The token that fills up, by the tokenizer's own list of tokens.
fn padding(tokenizer: &[u8]) -> String {
    let parsed: Value = serde_json::from_slice(tokenizer).unwrap_or_default();
    let added = parsed["added_tokens"].as_array();
    let known = |token: &&str| {
        let is_added = added.is_some_and(|added| added.iter().any(|one| one["content"] == **token));
        is_added || parsed["model"]["vocab"].get(*token).is_some()
    };
    PADDING_TOKENS
        .into_iter()
        .find(known)
        .unwrap_or(PADDING_TOKENS[0])
        .to_owned()
}

/// What an optional file would say of a model of the BERT family.
fn default_of(file: &str, padding: &str) -> String {
    if file == OPTIONAL[2] {
        serde_json::json!({"model_max_length": super::WINDOW_TOKENS, "pad_token": padding})
            .to_string()
    } else {
        "{}".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embed::network::TOKENIZER as BUNDLED;

    fn reason(folder: &Path) -> String {
        ModelFolder::find(folder).unwrap_err().to_string()
    }

    #[test]
    fn what_is_missing_is_named() {
        let folder = tempfile::tempdir().unwrap();
        assert!(reason(&folder.path().join("none")).contains("no folder"));
        assert!(reason(folder.path()).contains("no ONNX file"));
        fs::write(folder.path().join("a.onnx"), b"a").unwrap();
        assert!(reason(folder.path()).contains("no tokenizer.json"));
        fs::write(folder.path().join("b.onnx"), b"b").unwrap();
        assert!(reason(folder.path()).contains("several"));
        fs::write(folder.path().join("model.onnx"), b"c").unwrap();
        fs::write(folder.path().join(TOKENIZER), BUNDLED).unwrap();
        let found = ModelFolder::find(folder.path()).unwrap();
        assert_eq!(found.onnx, folder.path().join("model.onnx"));
        assert!(found.external.is_empty());
    }

    #[test]
    fn a_models_own_files_say_how_its_vectors_are_made() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("model.onnx"), b"m").unwrap();
        fs::write(folder.path().join("model.onnx_data"), b"w").unwrap();
        fs::write(folder.path().join(TOKENIZER), BUNDLED).unwrap();
        let found = || ModelFolder::find(folder.path()).unwrap();
        assert_eq!(
            (found().pooling, found().window),
            (Some(Pooling::Mean), None)
        );
        fs::create_dir(folder.path().join("1_Pooling")).unwrap();
        fs::write(
            folder.path().join(POOLING),
            br#"{"pooling_mode_cls_token": true}"#,
        )
        .unwrap();
        fs::write(folder.path().join(WINDOW), br#"{"max_seq_length": 256}"#).unwrap();
        assert_eq!(
            (found().pooling, found().window),
            (Some(Pooling::Cls), Some(256))
        );
        let (before, read) = found().read().unwrap();
        assert_eq!(read.external_initializers.len(), 1);
        fs::write(folder.path().join("model.onnx_data"), b"v").unwrap();
        assert_ne!(
            found().read().unwrap().0,
            before,
            "other weights, another model"
        );
    }

    #[test]
    fn the_token_that_fills_up_is_found() {
        assert_eq!(padding(BUNDLED), "[PAD]");
        assert_eq!(padding(br#"{"model":{"vocab":{"<pad>":1}}}"#), "<pad>");
        assert_eq!(
            padding(br#"{"added_tokens":[{"content":"<pad>"}]}"#),
            "<pad>"
        );
        assert_eq!(padding(b"no json"), "[PAD]");
    }
}
