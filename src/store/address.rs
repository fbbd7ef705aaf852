//! How LanceDB is told where a table is, and which object stores this program can reach.

use std::{
    io,
    path::{Path, PathBuf},
};

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::{Error, Result};
use crate::domain::location;

/// What means something else in a URL than in the name of an object.
const NAMES: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The object stores that there are, each with the cargo feature that it needs and whether this
/// program was built with it.
const OBJECT_STORES: [(&str, &str, bool); 4] = [
    ("s3", "s3", cfg!(feature = "s3")),
    ("gs", "gcs", cfg!(feature = "gcs")),
    ("az", "azure", cfg!(feature = "azure")),
    // A folder that is reached as an object store is: what it takes is in LanceDB anyway.
    ("file-object-store", "", true),
];

/// A location in an object store, without what makes no difference.
///
/// # Errors
/// When it is of a kind that this program cannot reach.
pub(super) fn check(store: &Path) -> Result<PathBuf> {
    let (Some(scheme), Some(within)) = (location::scheme(store), location::within(store)) else {
        return Ok(store.to_owned());
    };
    let known = OBJECT_STORES.iter().find(|(known, ..)| *known == scheme);
    let why = match known {
        None => "lore knows folders, s3://, gs:// and az://".to_owned(),
        Some((_, feature, false)) => format!(
            "this lore was built without it; build one with `cargo install --path . --features {feature}`"
        ),
        Some(_) if within.is_empty() => "no bucket is named".to_owned(),
        Some(_) => {
            let within = within.trim_end_matches('/');
            return Ok(PathBuf::from(format!("{scheme}://{within}")));
        }
    };
    Err(Error::Unreachable {
        store: store.to_owned(),
        why,
    })
}

/// How LanceDB names a folder: its absolute path, or its URL.
pub(crate) fn uri(folder: &Path) -> Result<String> {
    let text = folder.to_str().ok_or_else(|| {
        let why = io::Error::new(io::ErrorKind::InvalidData, "its path is not UTF-8");
        Error::io("open", folder, why)
    })?;
    Ok(match (location::scheme(folder), location::within(folder)) {
        (Some(scheme), Some(within)) => {
            // What joins paths on Windows joins no names of objects.
            let within = within.replace(std::path::MAIN_SEPARATOR, "/");
            format!("{scheme}://{}", utf8_percent_encode(&within, NAMES))
        }
        _ => text.to_owned(),
    })
}

/// The folder that LanceDB names so.
pub(super) fn folder(uri: &str) -> PathBuf {
    if location::is_remote(Path::new(uri)) {
        PathBuf::from(percent_decode_str(uri).decode_utf8_lossy().into_owned())
    } else {
        PathBuf::from(uri)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_objects_survive_the_way_through_a_url() {
        for name in ["a b", "x%20y#z", "日本語", "50% [of] {it}", "plain-1.0_x"] {
            let folder_of = Path::new("s3://bucket/stores").join(name);
            let uri = uri(&folder_of).unwrap();
            assert!(uri.starts_with("s3://bucket/stores/"), "{uri}");
            assert!(!uri.contains(['#', ' ', '?']), "{uri}");
            assert_eq!(folder(&uri), folder_of);
        }
        assert_eq!(uri(Path::new("/a b#c")).unwrap(), "/a b#c");
        assert_eq!(folder("/a%20b"), Path::new("/a%20b"));
    }

    #[test]
    fn what_cannot_be_reached_is_refused_with_what_to_do() {
        let refused = |store: &str| check(Path::new(store)).unwrap_err().to_string();
        let ftp = refused("ftp://host/x");
        assert!(ftp.contains("s3://") && !ftp.contains('\n'), "{ftp}");
        assert!(refused("file-object-store://").contains("bucket"));
        if !cfg!(feature = "s3") {
            let s3 = refused("s3://bucket/x");
            assert!(s3.contains("--features s3"), "{s3}");
        }
        let kept = check(Path::new("file-object-store:///tmp/x//")).unwrap();
        assert_eq!(kept, Path::new("file-object-store:///tmp/x"));
        assert_eq!(check(Path::new("/tmp/x")).unwrap(), Path::new("/tmp/x"));
    }
}
