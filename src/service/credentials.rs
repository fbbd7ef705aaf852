//! Credentials in what is written: one rule for every way in. What comes back, from the trash or from the
//! past, was there before, and is never refused.

use super::{Error, Lore, Result, storing::stopped};
use crate::domain::{change::Edit, credentials::KeptOut, entry::Entry, secret::CredentialPolicy};

/// From so much text on, looking through it takes long enough to hold up others.
const LONG_BYTES: usize = 1 << 16;

impl From<KeptOut> for Error {
    fn from(error: KeptOut) -> Self {
        Self::Invalid(error.to_string())
    }
}

impl Lore {
    /// What kinds of credentials an entry holds, each once; never their values.
    pub async fn credentials_of(&self, entry: &Entry) -> Vec<&'static str> {
        let bytes = entry.text.len() + entry.metadata.len();
        let looked = looked_through(entry.clone(), bytes, Entry::credentials).await;
        looked.map_or_else(|_| Vec::new(), |(_, kinds)| kinds)
    }

    /// The edit, unless it brings credentials that are to be kept out. What the entry holds already may
    /// stay, so that it can be mended bit by bit.
    pub(super) async fn vetted(&self, edit: Edit, entry: Option<Entry>) -> Result<Edit> {
        if self.credentials == CredentialPolicy::Report {
            return Ok(edit);
        }
        let bytes = |field: &Option<String>| field.as_ref().map_or(0, String::len);
        let bytes = bytes(&edit.text) + bytes(&edit.metadata);
        let brought = move |edit: &Edit| match &entry {
            Some(entry) => edit.brings(entry),
            None => edit.credentials(),
        };
        let (edit, kinds) = looked_through(edit, bytes, brought).await?;
        self.credentials.check(&kinds)?;
        Ok(edit)
    }
}

/// What somebody looks for in something that has so many bytes. That must not hold up others.
pub(super) async fn looked_through<T, R>(
    what: T,
    bytes: usize,
    look: impl FnOnce(&T) -> R + Send + 'static,
) -> Result<(T, R)>
where
    T: Send + 'static,
    R: Send + 'static,
{
    let look = move || {
        let seen = look(&what);
        (what, seen)
    };
    if bytes < LONG_BYTES {
        return Ok(look());
    }
    let looked = tokio::task::spawn_blocking(look).await;
    looked.map_err(|_| stopped())
}
