//! The config file.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use toml::Spanned;

use super::{
    ColorSetting, Error, GlyphSetting, ServeSettings, ThemeSetting, keys::KeySettings,
    retention::RetentionTable,
};
use crate::domain::{location::is_remote, secret::CredentialPolicy};

/// What a config file can say. An unknown key is an error, so that a slip does not go unnoticed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileSettings {
    /// The folder of the store, or its URL; `~/` is the home folder, and a relative path starts at the file.
    pub store: Option<PathBuf>,
    /// The model that makes vectors: a name of the catalogue, or a folder. One that begins with `~/`,
    /// `./`, `../` or `/` is a folder, as the store is.
    pub model: Option<String>,
    /// The ONNX Runtime library, or the folder that it is in.
    pub onnxruntime: Option<PathBuf>,
    /// Whether the terminal UI uses the mouse; it does unless told otherwise.
    pub mouse: Option<bool>,
    /// What is done with credentials in what somebody writes.
    #[serde(default)]
    pub credentials: CredentialPolicy,
    /// How the server serves.
    #[serde(default)]
    pub serve: ServeSettings,
    /// Retention policies by name.
    #[serde(default)]
    pub retention: BTreeMap<String, RetentionTable>,
    /// The theme to start with.
    pub theme: Option<Spanned<ThemeSetting>>,
    /// Where the theme is said: the file, and the line from 1.
    #[serde(skip)]
    pub theme_at: Option<(PathBuf, usize)>,
    /// How many colours to use.
    #[serde(default)]
    pub color: ColorSetting,
    /// Which characters to draw with.
    #[serde(default)]
    pub glyphs: GlyphSetting,
    /// Keys of the terminal UI, by place and action.
    #[serde(default)]
    pub keys: KeySettings,
}

impl FileSettings {
    /// Reads a config file; `home` is what `~` means.
    pub fn read(path: &Path, home: Option<&Path>) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        let mut settings: Self = toml::from_str(&text).map_err(|error| Error::Wrong {
            path: path.to_owned(),
            line: line_of(&text, error.span().map_or(0, |span| span.start)),
            message: told(error.message()),
        })?;
        let theme = settings.theme.as_ref();
        settings.theme_at =
            theme.map(|theme| (path.to_owned(), line_of(&text, theme.span().start)));
        settings.keys.read_from(path, &text);
        let folder = path.parent().unwrap_or(Path::new(""));
        settings.store = settings.store.map(|store| resolve(&store, folder, home));
        let runtime = settings.onnxruntime.take();
        settings.onnxruntime = runtime.map(|path| resolve(&path, folder, home));
        let model = settings.model.take();
        settings.model = model.map(|model| resolve_model(model, folder, home));
        Ok(settings)
    }
}

fn resolve(path: &Path, folder: &Path, home: Option<&Path>) -> PathBuf {
    if is_remote(path) {
        return path.to_owned();
    }
    match (path.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => folder.join(path),
    }
}

/// A model's name, or where its folder is.
fn resolve_model(model: String, folder: &Path, home: Option<&Path>) -> String {
    let path = Path::new(&model);
    let says_where = ["~", ".", ".."].iter().any(|start| path.starts_with(start));
    if says_where || path.is_absolute() {
        return resolve(path, folder, home).to_string_lossy().into_owned();
    }
    model
}

/// What is wrong with a file, on one line and in the words of TOML.
pub(super) fn told(message: &str) -> String {
    let message = message.replace('\n', " ");
    let Some((before, expected)) = message.split_once(", expected ") else {
        return message;
    };
    let expected = match expected {
        "a map" => "a table",
        "a sequence" => "an array",
        other if other.starts_with("struct ") => "a table",
        other => other,
    };
    let before = before
        .replace("invalid type: map", "invalid type: table")
        .replace("invalid type: sequence", "invalid type: array");
    format!("{before}, expected {expected}")
}

/// The line of an offset, from 1.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    text.bytes()
        .take(offset)
        .filter(|byte| *byte == b'\n')
        .count()
        + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::cleanup::Retention;

    fn read(text: &str) -> Result<FileSettings, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lore.toml");
        std::fs::write(&path, text).unwrap();
        FileSettings::read(&path, Some(Path::new("/home/me")))
            .map(|settings| FileSettings {
                store: settings.store.map(|store| {
                    store
                        .strip_prefix(folder.path())
                        .map(Path::to_owned)
                        .unwrap_or(store)
                }),
                ..settings
            })
            .map_err(|error| {
                error
                    .to_string()
                    .replace(&path.display().to_string(), "FILE")
            })
    }

    #[test]
    fn a_tilde_is_the_home_folder() {
        let store = |text: &str| read(text).unwrap().store.unwrap();
        assert_eq!(store("store = '~/k'"), Path::new("/home/me/k"));
        assert_eq!(store("store = '/k'"), Path::new("/k"));
        assert_eq!(store("store = 'k'"), Path::new("k"));
        assert_eq!(store("store = '~k'"), Path::new("~k"));
        assert_eq!(store("store = 's3://b/k'"), Path::new("s3://b/k"));
    }

    #[test]
    fn a_model_is_a_name_or_a_folder() {
        let model = |text: &str| read(text).unwrap().model.unwrap();
        assert_eq!(model("model = 'bge-small-en-v1.5'"), "bge-small-en-v1.5");
        assert_eq!(
            model("model = 'Xenova/bge-small-en-v1.5'"),
            "Xenova/bge-small-en-v1.5"
        );
        assert_eq!(model("model = '~/m'"), "/home/me/m");
        assert_eq!(model("model = '/m'"), "/m");
        assert!(model("model = './m'").ends_with("/./m"));
        let runtime = read("onnxruntime = '~/o/lib'")
            .unwrap()
            .onnxruntime
            .unwrap();
        assert_eq!(runtime, Path::new("/home/me/o/lib"));
    }

    #[test]
    fn an_empty_file_says_nothing() {
        let nothing = read("").unwrap();
        assert_eq!((nothing.store, nothing.retention.len()), (None, 0));
        assert!(nothing.keys.settings().is_empty());
    }

    #[test]
    fn retention_policies_are_read() {
        let text = "[retention.short]\nolder_than = '90d'\n\n[retention.by-type]\n\
            older_than = { issue = '90d', decision = '2y', '*' = '1y' }\n\
            keep_newest = 5\nprotect = ['architecture']\nrepos = ['shop']\nprojects = ['api']\n\
            agents = ['qa']\n";
        let retention = read(text).unwrap().retention;
        let short = Retention::from(&retention["short"]);
        assert_eq!(short.older_than, [("*".to_owned(), "90d".to_owned())]);
        let by_type = Retention::from(&retention["by-type"]);
        let ages: Vec<_> = by_type
            .older_than
            .iter()
            .map(|(kind, age)| (&**kind, &**age))
            .collect();
        assert_eq!(ages, [("*", "1y"), ("decision", "2y"), ("issue", "90d")]);
        assert_eq!((by_type.keep_newest, by_type.protect.len()), (5, 1));
        assert_eq!(by_type.filter().repositories, ["shop"]);
    }

    #[test]
    fn a_wrong_policy_is_named_with_its_line() {
        for (line, expected) in [
            ("older_then = '90d'", "FILE:3: unknown field `older_then`"),
            ("older_than = '90'", "FILE:3: `90` is no age"),
            (
                "older_than = '2026-01-31'",
                "FILE:3: `2026-01-31` is no age",
            ),
            (
                "older_than = { issue = '3m' }",
                "FILE:3: `m` in `3m` may mean",
            ),
            ("older_than = 90", "FILE:3: invalid type: integer `90`"),
            ("older_than = {}", "FILE:3: no type has an age"),
            ("older_than = '1y'\nkeep_newest = -1", "FILE:4: "),
            ("keep_newest = 1", "FILE:2: missing field `older_than`"),
        ] {
            let error = read(&format!("store = '/x'\n[retention.q]\n{line}\n")).unwrap_err();
            assert!(error.starts_with(expected), "{error} instead of {expected}");
            assert!(!error.contains('\n'), "{error}");
        }
    }

    #[test]
    fn errors_have_the_words_of_toml() {
        for (text, expected) in [
            ("keys = 'a'", "expected a table"),
            ("retention = 'a'", "expected a table"),
            ("[retention]\nq = 'a'", "expected a table"),
            ("store = []", "invalid type: array, expected "),
            ("store = {}", "invalid type: table, expected "),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(expected), "{error} without {expected}");
        }
    }

    #[test]
    fn errors_name_the_line() {
        assert!(read("\n\nstore = 3").unwrap_err().starts_with("FILE:3: "));
        assert!(read("store = ").unwrap_err().starts_with("FILE:1: "));
        assert!(read("a = 1\nb = 2").unwrap_err().starts_with("FILE:1: "));
    }
}
