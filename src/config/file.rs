//! The config file.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Error;

/// What a config file can say. An unknown key is an error, so that a slip does not go unnoticed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileSettings {
    /// The folder of the store; `~/` is the home folder, and a relative path starts at the file.
    pub store: Option<PathBuf>,
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
            message: error.message().replace('\n', " "),
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        settings.store = settings.store.map(|store| resolve(&store, folder, home));
        Ok(settings)
    }
}

fn resolve(path: &Path, folder: &Path, home: Option<&Path>) -> PathBuf {
    match (path.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => folder.join(path),
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes()
        .take(offset)
        .filter(|byte| *byte == b'\n')
        .count()
        + 1
}

#[cfg(test)]
mod tests {
    use super::*;

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
    }

    #[test]
    fn an_empty_file_says_nothing() {
        assert_eq!(read(""), Ok(FileSettings::default()));
    }

    #[test]
    fn errors_name_the_line() {
        assert!(read("\n\nstore = 3").unwrap_err().starts_with("FILE:3: "));
        assert!(read("store = ").unwrap_err().starts_with("FILE:1: "));
        assert!(read("a = 1\nb = 2").unwrap_err().starts_with("FILE:1: "));
    }
}
