//! Which values an entry's fields may get, whoever gives them.

use thiserror::Error;

use super::{
    change::Edit,
    entry::NewEntry,
    kind::{self, KindError},
    metadata::{self, MetadataError},
    text::{self, TextError},
};

/// A value that no entry may have.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ValueError {
    /// Not as a text.
    #[error(transparent)]
    Text(#[from] TextError),
    /// Not as a type.
    #[error(transparent)]
    Kind(#[from] KindError),
    /// Not as metadata.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
}

impl NewEntry {
    /// Refuses values that no repository takes.
    pub fn check(&self) -> Result<(), ValueError> {
        text::check(&self.text)?;
        metadata::check(&self.metadata)?;
        Ok(kind::check(&self.kind)?)
    }
}

impl Edit {
    /// Refuses values that no entry may get. What stays as it is may be as odd as it is.
    pub fn check(&self) -> Result<(), ValueError> {
        self.text.as_deref().map_or(Ok(()), text::check)?;
        self.metadata.as_deref().map_or(Ok(()), metadata::check)?;
        Ok(self.kind.as_deref().map_or(Ok(()), kind::check)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_checked_where_it_changes_something() {
        assert_eq!(Edit::default().check(), Ok(()));
        let edit = |text: &str, kind: &str, metadata: &str| Edit {
            text: Some(text.into()),
            kind: Some(kind.into()),
            metadata: Some(metadata.into()),
            ..Edit::default()
        };
        assert_eq!(edit("x", "issue", "{}").check(), Ok(()));
        assert_eq!(
            edit(" ", "issue", "{}").check(),
            Err(ValueError::Text(TextError::Blank))
        );
        assert_eq!(
            edit("x", "a\nb", "{}").check(),
            Err(ValueError::Kind(KindError::ControlCharacter))
        );
        assert!(matches!(
            edit("x", "issue", "[]").check(),
            Err(ValueError::Metadata(MetadataError::NotAnObject(_)))
        ));
    }
}
