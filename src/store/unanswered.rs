//! What an object store did not hand out, told from what makes no sense.

use std::{io, path::Path};

use super::{Error, reason::reason};
use crate::domain::location;

/// What kept a table from being read, if it is not the table: an object store refuses, or does not answer.
/// On disk there is no such thing.
pub(crate) fn unanswered(table: &Path, error: &lance::Error) -> Option<Error> {
    let elsewhere = location::is_remote(table) && !makes_no_sense(error);
    elsewhere.then(|| Error::io("read", table, io::Error::other(reason(error))))
}

/// Whether LanceDB was given what it asked for and could make nothing of it.
fn makes_no_sense(error: &lance::Error) -> bool {
    matches!(
        error.find_root(),
        lance::Error::CorruptFile { .. } | lance::Error::Arrow { .. } | lance::Error::Schema { .. }
    )
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
        ];
        for damage in &damage {
            assert!(unanswered(there, damage).is_none(), "{damage}");
        }
    }
}
