//! Where a store is: a folder, or a prefix in an object store.
//!
//! Both are written as a path, as LanceDB takes both as text: `/home/me/store`, `s3://bucket/store`.

use std::path::Path;

/// What stands between the kind of an object store and the place in it.
const MARK: &str = "://";

/// The kind of object store that a location names, `s3` of `s3://bucket/store`; none for a folder.
#[must_use]
pub fn scheme(location: &Path) -> Option<&str> {
    let (scheme, _) = location.to_str()?.split_once(MARK)?;
    let mut letters = scheme.bytes();
    let is_scheme = letters
        .next()
        .is_some_and(|first| first.is_ascii_lowercase())
        && letters.all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte)
        });
    is_scheme.then_some(scheme)
}

/// Whether a location is in an object store.
#[must_use]
pub fn is_remote(location: &Path) -> bool {
    scheme(location).is_some()
}

/// What follows the kind of object store: `bucket/store` of `s3://bucket/store`.
#[must_use]
pub fn within(location: &Path) -> Option<&str> {
    scheme(location)?;
    let (_, within) = location.to_str()?.split_once(MARK)?;
    Some(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_stores_are_told_from_folders() {
        for (location, known) in [
            ("s3://bucket/store", Some("s3")),
            ("file-object-store:///tmp/x", Some("file-object-store")),
            ("/home/me/s3://x", None),
            ("C://x", None),
            ("://x", None),
            ("s3:/bucket", None),
            ("~/store", None),
        ] {
            assert_eq!(scheme(Path::new(location)), known, "{location}");
        }
        assert_eq!(within(Path::new("gs://b/a b")), Some("b/a b"));
        assert_eq!(within(Path::new("/b")), None);
    }

    #[test]
    fn what_is_joined_to_a_location_is_in_it() {
        let table = Path::new("s3://bucket/store").join("a b").join("t.lance");
        assert_eq!(table.to_str(), Some("s3://bucket/store/a b/t.lance"));
        assert_eq!(table.parent().unwrap().file_name().unwrap(), "a b");
        assert!(is_remote(table.parent().unwrap()));
    }
}
