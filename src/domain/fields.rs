//! What people can change about an entry, field by field.

use super::{
    change::Edit,
    entry::{Entry, NewEntry},
    value::ValueError,
};

/// A field that people can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// What is written down.
    Text,
    /// The type.
    Kind,
    /// The project.
    Project,
    /// The agent.
    Agent,
    /// The agent session.
    Session,
    /// A JSON object as text.
    Metadata,
}

impl Field {
    /// All fields.
    pub const ALL: [Self; 6] = [
        Self::Text,
        Self::Kind,
        Self::Project,
        Self::Agent,
        Self::Session,
        Self::Metadata,
    ];

    /// The name, as on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Kind => "type",
            Self::Project => "project",
            Self::Agent => "agent",
            Self::Session => "session",
            Self::Metadata => "metadata",
        }
    }

    /// Whether its values run over lines.
    #[must_use]
    pub fn has_lines(self) -> bool {
        matches!(self, Self::Text | Self::Metadata)
    }

    /// Refuses a value that no entry may get.
    pub fn check(self, value: &str) -> Result<(), ValueError> {
        let value = Some(value.to_owned());
        let mut edit = Edit::default();
        match self {
            Self::Text => edit.text = value,
            Self::Kind => edit.kind = value,
            Self::Metadata => edit.metadata = value,
            Self::Project => edit.project_id = value,
            Self::Agent => edit.agent = value,
            Self::Session => edit.session_id = value,
        }
        edit.check()
    }
}

/// The values of all fields that people can change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fields([String; Field::ALL.len()]);

impl Fields {
    /// A value.
    #[must_use]
    pub fn get(&self, field: Field) -> &str {
        &self.0[field as usize]
    }

    /// Replaces a value.
    pub fn set(&mut self, field: Field, value: String) {
        self.0[field as usize] = value;
    }

    /// The fields in which two differ.
    #[must_use]
    pub fn differing(&self, other: &Self) -> Vec<Field> {
        Field::ALL
            .into_iter()
            .filter(|field| self.get(*field) != other.get(*field))
            .collect()
    }

    /// What makes these values of those.
    #[must_use]
    pub fn edit_of(&self, base: &Self) -> Edit {
        let value = |field| {
            let value = self.get(field);
            (value != base.get(field)).then(|| value.to_owned())
        };
        Edit {
            text: value(Field::Text),
            kind: value(Field::Kind),
            project_id: value(Field::Project),
            session_id: value(Field::Session),
            agent: value(Field::Agent),
            metadata: value(Field::Metadata),
        }
    }

    /// A new entry of these values.
    #[must_use]
    pub fn to_new_entry(&self) -> NewEntry {
        let value = |field| self.get(field).to_owned();
        NewEntry {
            text: value(Field::Text),
            kind: value(Field::Kind),
            project_id: value(Field::Project),
            session_id: value(Field::Session),
            agent: value(Field::Agent),
            metadata: value(Field::Metadata),
        }
    }
}

impl From<&Entry> for Fields {
    fn from(entry: &Entry) -> Self {
        let mut fields = Self::default();
        for (field, value) in [
            (Field::Text, &entry.text),
            (Field::Kind, &entry.kind),
            (Field::Project, &entry.project_id),
            (Field::Agent, &entry.agent),
            (Field::Session, &entry.session_id),
            (Field::Metadata, &entry.metadata),
        ] {
            fields.set(field, value.clone());
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str, kind: &str) -> Fields {
        let mut fields = Fields::default();
        fields.set(Field::Text, text.to_owned());
        fields.set(Field::Kind, kind.to_owned());
        fields
    }

    #[test]
    fn an_edit_holds_what_differs() {
        let (base, mine) = (fields("a", "issue"), fields("b", "issue"));
        assert_eq!(mine.differing(&base), [Field::Text]);
        let edit = mine.edit_of(&base);
        assert_eq!(edit.fields(), ["text"]);
        assert_eq!(edit.text.as_deref(), Some("b"));
        assert!(base.edit_of(&base).is_empty());
    }

    #[test]
    fn values_keep_their_fields() {
        let mut fields = Fields::default();
        for field in Field::ALL {
            fields.set(field, field.name().to_owned());
        }
        let edit = fields.edit_of(&Fields::default());
        assert_eq!(edit.kind.as_deref(), Some("type"));
        assert_eq!(edit.project_id.as_deref(), Some("project"));
        assert_eq!(edit.session_id.as_deref(), Some("session"));
        assert_eq!(edit.agent.as_deref(), Some("agent"));
        assert_eq!(edit.metadata.as_deref(), Some("metadata"));
        assert_eq!(fields.to_new_entry().session_id, "session");
    }

    #[test]
    fn values_are_checked_by_their_field() {
        assert!(Field::Text.check(" ").is_err());
        assert!(Field::Kind.check("a\nb").is_err());
        assert!(Field::Metadata.check("[]").is_err());
        assert!(Field::Session.check("any\nthing").is_err());
        assert!(Field::Session.check("").is_ok());
    }
}
