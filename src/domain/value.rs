//! Which values an entry's fields may get, whoever gives them.

use thiserror::Error;

use super::{
    change::Edit,
    entry::NewEntry,
    fields::Field,
    kind::{self, KindError},
    metadata::{self, MetadataError},
    printable::reorders,
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
    /// Not as the name of a project, an agent or a session.
    #[error(
        "the {} holds a control character, such as a line break or a tab: write it on one line", .0.name()
    )]
    ControlCharacter(Field),
    /// Not as the name of a project, an agent or a session, since it would look like another.
    #[error(
        "the {} holds a character that changes the direction of writing: leave it away", .0.name()
    )]
    Reorders(Field),
    /// Not as metadata.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
}

impl NewEntry {
    /// Refuses values that no repository takes. Who names no type gets the general one.
    pub fn check(&self) -> Result<(), ValueError> {
        text::check(&self.text)?;
        metadata::check(&self.metadata)?;
        if !self.kind.is_empty() {
            kind::check(&self.kind)?;
        }
        check_name(Field::Project, &self.project_id)?;
        check_name(Field::Agent, &self.agent)?;
        check_name(Field::Session, &self.session_id)
    }
}

impl Edit {
    /// Refuses values that no entry may get. What stays as it is may be as odd as it is.
    pub fn check(&self) -> Result<(), ValueError> {
        self.text.as_deref().map_or(Ok(()), text::check)?;
        self.metadata.as_deref().map_or(Ok(()), metadata::check)?;
        self.kind.as_deref().map_or(Ok(()), kind::check)?;
        for (field, value) in [
            (Field::Project, &self.project_id),
            (Field::Agent, &self.agent),
            (Field::Session, &self.session_id),
        ] {
            check_name(field, value.as_deref().unwrap_or_default())?;
        }
        Ok(())
    }
}

/// Refuses what would break a line of a list, stay unseen in it, or mix it up.
fn check_name(field: Field, name: &str) -> Result<(), ValueError> {
    if name.contains(char::is_control) {
        Err(ValueError::ControlCharacter(field))
    } else if name.contains(reorders) {
        Err(ValueError::Reorders(field))
    } else {
        Ok(())
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
        assert_eq!(
            edit("x", "", "{}").check(),
            Err(ValueError::Kind(KindError::Empty))
        );
        assert!(matches!(
            edit("x", "issue", "[]").check(),
            Err(ValueError::Metadata(MetadataError::NotAnObject(_)))
        ));
    }

    #[test]
    fn names_stand_on_one_line() {
        for bad in ["a\nb", "a\tb", "a\u{1b}[31m", "\u{9b}", "a\0"] {
            for (field, edit) in [
                (
                    Field::Project,
                    Edit {
                        project_id: Some(bad.into()),
                        ..Edit::default()
                    },
                ),
                (
                    Field::Agent,
                    Edit {
                        agent: Some(bad.into()),
                        ..Edit::default()
                    },
                ),
                (
                    Field::Session,
                    Edit {
                        session_id: Some(bad.into()),
                        ..Edit::default()
                    },
                ),
            ] {
                assert_eq!(
                    edit.check(),
                    Err(ValueError::ControlCharacter(field)),
                    "{bad:?}"
                );
            }
        }
        let turned = Edit {
            project_id: Some("sho\u{202e}p".into()),
            ..Edit::default()
        };
        assert_eq!(turned.check(), Err(ValueError::Reorders(Field::Project)));
        let fine = Edit {
            project_id: Some("my app 日本 עברית".into()),
            agent: Some(String::new()),
            ..Edit::default()
        };
        assert_eq!(fine.check(), Ok(()));
        let entry = NewEntry {
            text: "x".into(),
            kind: "issue".into(),
            agent: "a\nb".into(),
            ..NewEntry::default()
        };
        assert_eq!(
            entry.check(),
            Err(ValueError::ControlCharacter(Field::Agent))
        );
    }
}
