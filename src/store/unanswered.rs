//! What a disk or an object store did not hand out, told from what makes no sense.

use std::{error::Error as _, io, path::Path};

use super::{Error, reason::reason};
use crate::domain::location;

/// What kept a table from being read, if it is not the table: an object store refuses or does not answer, a
/// disk fails, or the process has too many files open.
pub(crate) fn unanswered(table: &Path, error: &lance::Error) -> Option<Error> {
    let elsewhere = if location::is_remote(table) {
        !makes_no_sense(error)
    } else {
        was_refused(error)
    };
    elsewhere.then(|| Error::io("read", table, io::Error::other(reason(error))))
}

/// Whether LanceDB was given what it asked for and could make nothing of it, or a file that it knows of is gone.
fn makes_no_sense(error: &lance::Error) -> bool {
    match error.find_root() {
        lance::Error::CorruptFile { .. }
        | lance::Error::Arrow { .. }
        | lance::Error::Schema { .. }
        | lance::Error::InvalidInput { .. } => true,
        lance::Error::NotFound { uri, .. } => uri.contains("/data/"),
        _ => false,
    }
}

/// Whether the system refused, other than because a file is not there or is a folder.
fn was_refused(error: &lance::Error) -> bool {
    let mut cause = error.source();
    while let Some(at) = cause {
        if let Some(failed) = at.downcast_ref::<io::Error>()
            && failed.raw_os_error().is_some()
        {
            return !matches!(
                failed.kind(),
                io::ErrorKind::NotFound
                    | io::ErrorKind::IsADirectory
                    | io::ErrorKind::NotADirectory
            );
        }
        cause = at.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_that_failed_is_no_damage() {
        let there = Path::new("s3://bucket/r/lore_embeddings.lance");
        let failures = [
            lance::Error::io("503 Service Unavailable"),
            lance::Error::timeout("no answer"),
            lance::Error::not_found("1.manifest"),
            lance::Error::internal("the runtime is shutting down"),
        ];
        for failure in &failures {
            let told = unanswered(there, failure).unwrap();
            assert!(matches!(told, Error::Remote { .. }), "{told}");
            assert!(told.to_string().contains("network"), "{told}");
            assert!(unanswered(Path::new("/r/lore_embeddings.lance"), failure).is_none());
        }
        let damage = [
            lance::Error::corrupt_file("1.manifest".into(), "it is cut off"),
            lance::Error::arrow("an offset is too large"),
            lance::Error::schema("a field is there twice"),
            lance::Error::invalid_input("the file is shorter than its footer"),
            lance::Error::not_found("bucket/r/lore_embeddings.lance/data/1.lance"),
        ];
        for damage in &damage {
            assert!(unanswered(there, damage).is_none(), "{damage}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_disk_that_fails_is_no_damage() {
        let folder = Path::new("/r/lore_embeddings.lance");
        let failed = |number: i32| {
            let cause = io::Error::from_raw_os_error(number);
            lance::Error::io_source(Box::new(cause))
        };
        let (no_such_file, input_or_output, is_a_folder, too_many_open) = (2, 5, 21, 24);
        for refused in [input_or_output, too_many_open] {
            assert!(unanswered(folder, &failed(refused)).is_some(), "{refused}");
        }
        for damage in [no_such_file, is_a_folder] {
            assert!(unanswered(folder, &failed(damage)).is_none(), "{damage}");
        }
    }
}
