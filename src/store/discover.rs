//! Where the repositories of a store lie on disk. Looks, never touches.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    Error, Result, address,
    files::{self, remote},
};
use crate::domain::{location, printable::reorders};

/// The table's folder in a repository's database, newest name first.
const TABLES: [&str; 2] = ["orchestra_knowledge.lance", "army_knowledge.lance"];

/// The table that lore makes.
pub(crate) const NEW_TABLE: &str = TABLES[0];

/// What the folder of a table ends with.
const TABLE_ENDING: &str = ".lance";

/// What lore's own tables begin with.
const OWN: &str = "lore_";

/// What stands in the folder of every table that was ever written to.
const PARTS: [&str; 2] = ["_versions", "data"];

/// Longest name of a repository, in bytes: file systems take 255.
const MAX_NAME_BYTES: usize = 200;

/// How a store's folder is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Layout {
    /// A folder of databases.
    Many,
    /// The path is itself the database of this one repository.
    One(String),
}

/// A repository's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The database's folder name.
    pub name: String,
    /// The database's folder.
    pub database: PathBuf,
    /// The table's folder within.
    pub table: PathBuf,
}

/// The absolute form of a store's path, when a folder is there. In an object store a folder without
/// anything in it is none yet, and as good as one.
pub(crate) fn folder(path: &Path) -> Result<PathBuf> {
    if location::is_remote(path) {
        return address::check(path);
    }
    let absolute = path.canonicalize().map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => Error::Missing(path.to_owned()),
        io::ErrorKind::NotADirectory => Error::NotAFolder(path.to_owned()),
        _ => Error::io("open", path, source),
    })?;
    if absolute.is_dir() {
        Ok(absolute)
    } else {
        Err(Error::NotAFolder(path.to_owned()))
    }
}

/// Tells a folder of databases from a database. A folder of a table's name that holds nothing of a table
/// makes no database of the one that it lies in.
pub(crate) fn layout(root: &Path) -> Result<Layout> {
    let name = root
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let is_database =
        table(root).and_then(|table| table.map_or(Ok(false), |table| is_written(&table)));
    match is_database {
        Ok(true) => Ok(Layout::One(name)),
        Ok(false) => Ok(Layout::Many),
        Err(source) => Err(Error::io("read", root, source)),
    }
}

/// Whether a table was ever written to.
fn is_written(table: &Path) -> io::Result<bool> {
    for part in PARTS {
        if files::is_folder(&table.join(part))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The repositories in a store now, by name; a folder that cannot be looked into is an error of
/// its own.
pub(crate) fn places(root: &Path, layout: &Layout) -> Result<Vec<(String, Result<Place>)>> {
    if let Layout::One(name) = layout {
        return Ok(place(name, root)
            .map(|found| (name.clone(), found))
            .into_iter()
            .collect());
    }
    if location::is_remote(root) {
        return remote_places(root).map_err(|source| Error::io("read", root, source));
    }
    let folders = fs::read_dir(root).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => Error::Missing(root.to_owned()),
        io::ErrorKind::NotADirectory => Error::NotAFolder(root.to_owned()),
        _ => Error::io("read", root, source),
    })?;
    let mut places: Vec<_> = folders
        .filter_map(|entry| {
            // A folder that vanishes while we look is none of ours.
            let entry = entry.ok()?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_folder = entry.path().is_dir() && !name.starts_with('.');
            let found = is_folder.then(|| place(&name, &entry.path())).flatten()?;
            Some((name, found))
        })
        .collect();
    places.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(places)
}

/// The repositories of a store in an object store, by name.
fn remote_places(root: &Path) -> io::Result<Vec<(String, Result<Place>)>> {
    let databases = match remote::folders(root) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        found => found?,
    };
    let places = remote::folders_in(databases)?.into_iter();
    let mut places: Vec<_> = places
        .filter_map(|(database, folders)| {
            let name = database.file_name()?.to_str()?.to_owned();
            let table = known_table(&database, &folders)?;
            let place = Place {
                name: name.clone(),
                database,
                table,
            };
            (!name.starts_with('.')).then_some((name, Ok(place)))
        })
        .collect();
    places.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(places)
}

fn known_table(database: &Path, folders: &[PathBuf]) -> Option<PathBuf> {
    let mut tables = TABLES.iter().map(|name| database.join(name));
    tables.find(|table| folders.contains(table))
}

/// The place of a database, if the folder is one.
pub(super) fn place(name: &str, database: &Path) -> Option<Result<Place>> {
    match table(database) {
        Ok(Some(table)) => Some(Ok(Place {
            name: name.to_owned(),
            database: database.to_owned(),
            table,
        })),
        Ok(None) => None,
        Err(source) => Some(Err(Error::io("read", database, source))),
    }
}

/// The table's folder in a database, if it has one.
fn table(database: &Path) -> io::Result<Option<PathBuf>> {
    if location::is_remote(database) {
        return match remote::folders(database) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            found => Ok(known_table(database, &found?)),
        };
    }
    for name in TABLES {
        let table = database.join(name);
        match fs::metadata(&table) {
            Ok(metadata) if metadata.is_dir() => return Ok(Some(table)),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// Whether a table's folder has the name of one of entries, or of lore's own.
pub(super) fn is_known(table: &Path) -> bool {
    let name = table.file_name().unwrap_or_default().to_string_lossy();
    TABLES.contains(&name.as_ref()) || name.starts_with(OWN)
}

/// Whether Windows takes a name for a device, whatever stands behind a dot.
fn is_device(name: &str) -> bool {
    let name = name.split('.').next().unwrap_or_default().trim_end();
    let name = name.to_ascii_lowercase();
    let is_numbered = |kind: &str| {
        let number = name.strip_prefix(kind).map(str::as_bytes);
        matches!(number, Some([b'1'..=b'9']))
    };
    ["con", "prn", "aux", "nul"].contains(&name.as_str())
        || is_numbered("com")
        || is_numbered("lpt")
}

/// Whether a name is, or in other letters would be, that of a table's folder.
fn is_reserved(name: &str) -> bool {
    name.to_lowercase().ends_with(TABLE_ENDING)
}

/// Refuses names that are no plain folder name on every system, and those of tables.
pub(crate) fn check_name(name: &str) -> Result<()> {
    let why = if name.is_empty() {
        "it is empty"
    } else if name.len() > MAX_NAME_BYTES {
        "it is longer than 200 bytes"
    } else if name.starts_with('.') {
        "it starts with a dot"
    } else if name.chars().any(char::is_control) {
        "it holds control characters"
    } else if name.chars().any(reorders) {
        "it holds characters that change the direction of writing"
    } else if name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']) {
        "it holds a character that means something in paths"
    } else if name.trim() != name || name.ends_with('.') {
        "it starts or ends with a space, or ends with a dot"
    } else if name.starts_with(['-', '~']) {
        "it starts with a character that means something on command lines"
    } else if is_device(name) {
        "it names a device on Windows"
    } else if is_reserved(name) {
        "names that end in .lance are those of tables"
    } else {
        return Ok(());
    };
    Err(Error::InvalidName {
        name: name.to_owned(),
        why,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_pass_and_path_tricks_do_not() {
        for good in [
            "lore",
            "my-app_2.0",
            "lore_tools",
            "日本語",
            "a b",
            "x%20y#z",
            "a~",
            "console",
            "com",
            "com10",
        ] {
            assert!(check_name(good).is_ok(), "{good}");
        }
        let long = "x".repeat(201);
        for bad in [
            "",
            ".",
            "..",
            ".git",
            "a/b",
            "a\\b",
            "../x",
            "a\nb",
            "a\0b",
            " a",
            "a.",
            "c:",
            &long,
            "-rf",
            "~",
            "~root",
            "NUL",
            "con",
            "Aux.txt",
            "com7",
            "a\u{202e}b",
            "\u{2066}x",
        ] {
            assert!(check_name(bad).is_err(), "{bad:?}");
        }
        for table in [
            "orchestra_knowledge.lance",
            "Army_Knowledge.LANCE",
            "x.lance",
        ] {
            let why = check_name(table).unwrap_err().to_string();
            assert!(why.contains("those of tables"), "{why}");
        }
    }

    #[test]
    fn a_table_makes_a_database_and_its_name_alone_does_not() {
        let store = tempfile::tempdir().unwrap();
        let root = store.path();
        let of_old = root.join(TABLES[0]);
        // As an entry for a repository of that name once left it.
        fs::create_dir_all(of_old.join(TABLES[0]).join("_versions")).unwrap();
        fs::create_dir_all(root.join("sound").join(TABLES[0])).unwrap();
        assert_eq!(layout(root).unwrap(), Layout::Many);
        let there: Vec<_> = places(root, &Layout::Many).unwrap();
        let repositories: Vec<_> = there.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(repositories, [TABLES[0], "sound"]);
        for part in PARTS {
            fs::remove_dir_all(&of_old).unwrap();
            fs::create_dir_all(of_old.join(part)).unwrap();
            assert!(matches!(layout(root).unwrap(), Layout::One(_)), "{part}");
        }
    }
}
