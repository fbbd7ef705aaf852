//! Themes: colours by what they mean, from files that may inherit from each other.

mod ansi;
mod embedded;
mod inherit;
mod palette;
mod rgb;
mod sheet;

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use self::{inherit::Sheets, sheet::Sheet};
use super::Error;

pub use ansi::Ansi;
pub use palette::{Palette, Role};
pub use rgb::Rgb;

/// The theme for dark terminals, where nobody chose one.
pub const DARK: &str = "lore-dark";

/// The theme for light terminals, where nobody chose one.
pub const LIGHT: &str = "lore-light";

/// What the config says for a theme as the terminal is; no theme can be called so.
const AUTO: &str = "auto";

/// The folder of theme files within the user's configuration folder.
const FOLDER: &str = "lore/themes";

/// A theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Its name: its file's, without the ending.
    pub name: String,
    /// It stands in the user's folder.
    pub is_users: bool,
    /// Its colours.
    pub colours: Palette<Rgb>,
    /// Its colours on terminals that have sixteen.
    pub ansi: Palette<Ansi>,
}

impl Theme {
    /// Whether it is made for light terminals.
    #[must_use]
    pub fn is_light(&self) -> bool {
        is_light(&self.colours)
    }
}

fn is_light(colours: &Palette<Rgb>) -> bool {
    colours[Role::Base].luminance() > colours[Role::Text].luminance()
}

/// All themes there are, by name.
#[derive(Debug, Clone, Default)]
pub struct Themes {
    themes: Vec<Theme>,
    broken: Vec<Broken>,
}

/// A theme file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The theme's name.
    pub name: String,
    /// Why: one line, with file and line.
    pub why: String,
}

static EMBEDDED: LazyLock<Themes> = LazyLock::new(|| Themes::of(&Sheets::embedded(), Vec::new()));

impl Themes {
    /// Those that are part of the program.
    #[must_use]
    pub fn embedded() -> Self {
        EMBEDDED.clone()
    }

    /// Those, and the user's from the themes folder in their configuration folder. A file of an embedded
    /// theme's name takes its place.
    #[must_use]
    pub fn load(config_folder: Option<&Path>) -> Self {
        let Some(folder) = config_folder.map(|folder| folder.join(FOLDER)) else {
            return Self::embedded();
        };
        let mut broken = Vec::new();
        let mut sheets = Sheets::embedded();
        match files(&folder) {
            Ok(files) if files.is_empty() => return Self::embedded(),
            Ok(files) => {
                for (name, path) in files {
                    match read(&name, &path) {
                        Ok(sheet) => {
                            sheets.users.insert(name, sheet);
                        }
                        Err(error) => broken.push(Broken::new(name, &error)),
                    }
                }
            }
            Err(source) => {
                let path = folder;
                broken.push(Broken::new(
                    String::new(),
                    &Error::UnreadableTheme { path, source },
                ));
            }
        }
        Self::of(&sheets, broken)
    }

    fn of(sheets: &Sheets, mut broken: Vec<Broken>) -> Self {
        let mut themes = BTreeMap::new();
        let embedded = sheets.embedded.keys().map(|name| (name, false));
        let users = sheets.users.keys().map(|name| (name, true));
        for (name, is_users) in embedded.chain(users) {
            let theme = if is_users {
                sheets.users_theme(name)
            } else {
                sheets.embedded_theme(name)
            };
            match theme {
                Ok(theme) => {
                    themes.insert(name.clone(), theme);
                }
                Err(error) => broken.push(Broken::new(name.clone(), &error)),
            }
        }
        Self {
            themes: themes.into_values().collect(),
            broken,
        }
    }

    /// The theme of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.name == name)
    }

    /// All of them by name: dark ones, then light ones.
    #[must_use]
    pub fn all(&self) -> Vec<&Theme> {
        let (light, mut all): (Vec<_>, Vec<_>) =
            self.themes.iter().partition(|theme| theme.is_light());
        all.extend(light);
        all
    }

    /// Files that cannot be used.
    #[must_use]
    pub fn broken(&self) -> &[Broken] {
        &self.broken
    }
}

impl Broken {
    fn new(name: String, error: &Error) -> Self {
        Self {
            name,
            why: error.to_string(),
        }
    }
}

impl Sheets {
    fn embedded() -> Self {
        let mut sheets = Self::default();
        for (name, text) in embedded::FILES {
            // A test holds that all of them can be read.
            if let Ok(sheet) = Sheet::read(Path::new(&format!("themes/{name}.toml")), text) {
                sheets.embedded.insert((*name).to_owned(), sheet);
            }
        }
        sheets
    }
}

fn read(name: &str, path: &Path) -> Result<Sheet, Error> {
    if name == AUTO {
        return Err(Error::Wrong {
            path: path.to_owned(),
            line: 1,
            message: "`auto` means as the terminal is; give the file another name".to_owned(),
        });
    }
    let text = fs::read_to_string(path).map_err(|source| Error::UnreadableTheme {
        path: path.to_owned(),
        source,
    })?;
    Sheet::read(path, &text)
}

/// The theme files of a folder, by theme.
fn files(folder: &Path) -> io::Result<BTreeMap<String, PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(BTreeMap::new());
        }
        Err(error) => return Err(error),
    };
    let mut files = BTreeMap::new();
    for entry in entries {
        let path = entry?.path();
        let is_theme = path.extension().is_some_and(|ending| ending == "toml") && path.is_file();
        if let Some(name) = path.file_stem().filter(|_| is_theme) {
            files.insert(name.to_string_lossy().into_owned(), path);
        }
    }
    Ok(files)
}
