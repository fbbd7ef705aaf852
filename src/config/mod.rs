//! Where settings come from: default < file < environment < flags.

mod appearance;
mod file;
pub mod keys;
mod retention;
mod sample;
mod serve;
pub mod state;
pub mod theme;

use std::{
    collections::BTreeMap,
    ffi::OsString,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;
use thiserror::Error;
use toml::Spanned;

use crate::domain::{cleanup::Retention, secret::CredentialPolicy};

pub use appearance::{Appearance, ColorSetting, GlyphSetting, ThemeSetting};
pub use file::FileSettings;
use file::{line_of, told};
pub use keys::{KeyRow, KeySettings};
pub use retention::RetentionTable;
pub use sample::SAMPLE;
pub use serve::ServeSettings;
pub use state::{Recall, State, StateFolder};

/// Names the store, above the config file and below `--store`.
pub const STORE_VARIABLE: &str = "LORE_STORE";

/// The config file within the user's configuration folder.
const FILE: &str = "lore/config.toml";

/// The store that the Node manager uses too, within the home folder.
const DEFAULT_STORE: &str = ".cco/knowledge";

/// What the command line says about settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flags {
    /// `--store`.
    pub store: Option<PathBuf>,
    /// `--config`; unlike the default file, it must exist.
    pub config: Option<PathBuf>,
}

/// Settings after all sources were asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The folder of the store, or its URL in an object store.
    pub store: PathBuf,
    /// The model that makes vectors: a name, or the path of a folder; the bundled one if absent.
    pub model: Option<String>,
    /// The ONNX Runtime library, or the folder that it is in.
    pub onnxruntime: Option<PathBuf>,
    /// Whether the terminal UI uses the mouse.
    pub mouse: bool,
    /// What is done with credentials in what somebody writes.
    pub credentials: CredentialPolicy,
    /// How the server serves.
    pub serve: ServeSettings,
    /// Retention policies by name.
    pub retention: BTreeMap<String, Retention>,
    /// The looks of the terminal UI.
    pub appearance: Appearance,
    /// Keys of the terminal UI.
    pub keys: KeySettings,
}

/// Why settings cannot be had. One line each.
#[derive(Debug, Error)]
pub enum Error {
    /// A config file exists, or should, and cannot be read.
    #[error("cannot read the config file {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A config file says something that lore does not understand.
    #[error("{}:{line}: {message}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// Where in it, from 1.
        line: usize,
        /// What is wrong, and what would be right.
        message: String,
    },
    /// A theme file exists and cannot be read.
    #[error("cannot read the theme {}: {source}", path.display())]
    UnreadableTheme {
        /// The file, or the folder of themes.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A theme that the config file names cannot be used; this is why, with file and line.
    #[error("{0}")]
    Theme(String),
    /// No file says anything about a theme.
    #[error("there is no theme `{0}`")]
    NoTheme(String),
    /// The user has no home folder.
    #[error("no home folder is known; name the store with --store or {STORE_VARIABLE}")]
    NoHome,
}

/// What settings depend on besides flags and file; given, so that tests need no real home.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The value of [`STORE_VARIABLE`].
    pub store_variable: Option<OsString>,
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// The user's configuration folder.
    pub config_folder: Option<PathBuf>,
}

impl Surroundings {
    /// Those of this process.
    #[must_use]
    pub fn of_process() -> Self {
        let strategy = etcetera::choose_base_strategy().ok();
        Self {
            store_variable: std::env::var_os(STORE_VARIABLE),
            home: strategy.as_ref().map(|base| base.home_dir().to_owned()),
            config_folder: strategy.as_ref().map(BaseStrategy::config_dir),
        }
    }
}

/// The folder for what lore keeps between its runs, if the user has a home.
#[must_use]
pub fn state_folder() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    let folder = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    Some(folder.join("lore"))
}

/// The folder that models are downloaded to, if the user has a home.
#[must_use]
pub fn models_folder() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.data_dir().join("lore/models"))
}

/// Makes a folder that only this user can look into, and those above it that are missing.
///
/// # Errors
/// When the system refuses.
pub fn create_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

impl Settings {
    /// Asks flags, environment, file and defaults, in this order.
    pub fn load(flags: &Flags, around: &Surroundings) -> Result<Self, Error> {
        let file = file_settings(flags, around)?;
        let variable = around
            .store_variable
            .as_ref()
            .filter(|value| !value.is_empty())
            .map(PathBuf::from);
        let store = flags
            .store
            .clone()
            .or(variable)
            .or(file.store)
            .or_else(|| Some(around.home.as_ref()?.join(DEFAULT_STORE)))
            .ok_or(Error::NoHome)?;
        let retention = file.retention.iter();
        Ok(Self {
            store,
            model: file.model,
            onnxruntime: file.onnxruntime,
            mouse: file.mouse.unwrap_or(true),
            credentials: file.credentials,
            serve: file.serve,
            appearance: Appearance {
                theme: file.theme.map(Spanned::into_inner).unwrap_or_default(),
                said_at: file.theme_at,
                color: file.color,
                glyphs: file.glyphs,
            },
            retention: retention
                .map(|(name, table)| (name.clone(), table.into()))
                .collect(),
            keys: file.keys,
        })
    }
}

/// The config file that is looked for: the one that was named, else that of the user.
#[must_use]
pub fn file_path(flags: &Flags, around: &Surroundings) -> Option<PathBuf> {
    let usual = || Some(around.config_folder.as_ref()?.join(FILE));
    flags.config.clone().or_else(usual)
}

fn file_settings(flags: &Flags, around: &Surroundings) -> Result<FileSettings, Error> {
    let home = around.home.as_deref();
    let Some(path) = file_path(flags, around) else {
        return Ok(FileSettings::default());
    };
    match FileSettings::read(&path, home) {
        // A file that was named must be there.
        error @ Err(_) if flags.config.is_some() => error,
        Err(Error::Unreadable { source, .. }) if is_absent(&path, &source) => {
            Ok(FileSettings::default())
        }
        other => other,
    }
}

fn is_absent(path: &Path, error: &std::io::Error) -> bool {
    match error.kind() {
        std::io::ErrorKind::NotFound => true,
        // A file where the configuration folder should be.
        std::io::ErrorKind::NotADirectory => !path.exists(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(folder: &Path) -> Surroundings {
        Surroundings {
            store_variable: None,
            home: Some(folder.join("home")),
            config_folder: Some(folder.join("config")),
        }
    }

    fn write_default_file(folder: &Path, text: &str) -> PathBuf {
        let path = folder.join("config").join(FILE);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    #[test]
    fn each_source_overrides_the_one_below() {
        let folder = tempfile::tempdir().unwrap();
        let mut around = around(folder.path());
        let mut flags = Flags::default();
        let store =
            |flags: &Flags, around: &Surroundings| Settings::load(flags, around).unwrap().store;

        assert_eq!(
            store(&flags, &around),
            folder.path().join("home/.cco/knowledge")
        );
        write_default_file(folder.path(), "store = \"/from-file\"");
        assert_eq!(store(&flags, &around), Path::new("/from-file"));
        around.store_variable = Some("/from-variable".into());
        assert_eq!(store(&flags, &around), Path::new("/from-variable"));
        flags.store = Some("/from-flag".into());
        assert_eq!(store(&flags, &around), Path::new("/from-flag"));
    }

    #[test]
    fn the_mouse_is_used_unless_told_otherwise() {
        let folder = tempfile::tempdir().unwrap();
        let around = around(folder.path());
        let mouse = || Settings::load(&Flags::default(), &around).unwrap().mouse;
        assert!(mouse());
        write_default_file(folder.path(), "mouse = false");
        assert!(!mouse());
    }

    #[test]
    fn an_empty_variable_says_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut around = around(folder.path());
        around.store_variable = Some(OsString::new());
        let settings = Settings::load(&Flags::default(), &around).unwrap();
        assert_eq!(settings.store, folder.path().join("home/.cco/knowledge"));
    }

    #[test]
    fn a_named_file_must_exist() {
        let folder = tempfile::tempdir().unwrap();
        let flags = Flags {
            config: Some(folder.path().join("none.toml")),
            store: Some("/s".into()),
        };
        let error = Settings::load(&flags, &around(folder.path())).unwrap_err();
        assert!(error.to_string().contains("none.toml"));
    }

    #[test]
    fn without_a_home_the_store_must_be_named() {
        let error = Settings::load(&Flags::default(), &Surroundings::default()).unwrap_err();
        assert!(matches!(error, Error::NoHome));
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = write_default_file(folder.path(), "store = \"/x\"\n\nstroe = \"/y\"\n");
        let error = Settings::load(&Flags::default(), &around(folder.path()))
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with(&format!("{}:3: ", path.display())),
            "{error}"
        );
        assert!(error.contains("`stroe`"), "{error}");
        assert!(!error.contains('\n'), "{error}");
    }
}
