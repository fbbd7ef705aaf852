//! Credentials in what is written: in every field that people and agents fill in.

use std::collections::HashSet;

use thiserror::Error;

use super::{
    change::Edit,
    entry::{Entry, NewEntry},
    secret::{self, CredentialPolicy},
};

/// Credentials of these kinds were to be stored where none may be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "the config keeps credentials out, and here are some ({}); leave them away, and say where they are kept",
    .0.join(", ")
)]
pub struct KeptOut(pub Vec<&'static str>);

impl CredentialPolicy {
    /// Refuses credentials of these kinds, if there are any and none may be stored.
    pub fn check(self, kinds: &[&'static str]) -> Result<(), KeptOut> {
        match self {
            Self::Refuse if !kinds.is_empty() => Err(KeptOut(kinds.to_vec())),
            _ => Ok(()),
        }
    }
}

impl NewEntry {
    /// What kinds of credentials it holds, each once; never their values.
    #[must_use]
    pub fn credentials(&self) -> Vec<&'static str> {
        let texts = [&self.text, &self.kind, &self.project_id];
        let more = [&self.session_id, &self.agent];
        let texts = texts.into_iter().chain(more).map(String::as_str);
        kinds_in(texts, &self.metadata)
    }
}

impl Entry {
    /// What kinds of credentials it holds, each once; never their values. Its id counts, since it begins
    /// with the type that the entry got at first.
    #[must_use]
    pub fn credentials(&self) -> Vec<&'static str> {
        kinds(self.held())
    }

    fn held(&self) -> impl Iterator<Item = Held<'_>> {
        let texts = [&self.text, &self.id, &self.kind];
        let more = [&self.project_id, &self.session_id, &self.agent];
        let texts = texts.into_iter().chain(more).map(String::as_str);
        held(texts, Some(&self.metadata))
    }
}

impl Edit {
    /// What kinds of credentials the new values hold, each once; never their values.
    #[must_use]
    pub fn credentials(&self) -> Vec<&'static str> {
        kinds(self.held())
    }

    /// The same of those credentials that the entry does not hold already: who mends a word beside one
    /// brings none.
    #[must_use]
    pub fn brings(&self, entry: &Entry) -> Vec<&'static str> {
        let known: HashSet<&str> = entry.held().map(|held| held.value).collect();
        kinds(self.held().filter(|held| !known.contains(held.value)))
    }

    fn held(&self) -> impl Iterator<Item = Held<'_>> {
        let texts = [&self.text, &self.kind, &self.project_id];
        let more = [&self.session_id, &self.agent];
        let texts = texts.into_iter().chain(more).flatten();
        held(texts.map(String::as_str), self.metadata.as_deref())
    }
}

/// What kinds of credentials these texts and this metadata hold, each once, in the order in which they
/// come.
pub fn kinds_in<'a>(texts: impl Iterator<Item = &'a str>, metadata: &'a str) -> Vec<&'static str> {
    kinds(held(texts, Some(metadata)))
}

/// A credential as it stands somewhere.
struct Held<'a> {
    kind: &'static str,
    value: &'a str,
}

fn held<'a>(
    texts: impl Iterator<Item = &'a str>,
    metadata: Option<&'a str>,
) -> impl Iterator<Item = Held<'a>> {
    let texts = texts.map(|text| (text, secret::find(text)));
    let metadata = metadata.map(|json| (json, secret::find_in_metadata(json)));
    texts.chain(metadata).flat_map(|(text, secrets)| {
        secrets.into_iter().map(|secret| Held {
            kind: secret.kind,
            value: &text[secret.span],
        })
    })
}

fn kinds<'a>(held: impl Iterator<Item = Held<'a>>) -> Vec<&'static str> {
    let mut kinds = Vec::new();
    for one in held {
        if !kinds.contains(&one.kind) {
            kinds.push(one.kind);
        }
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fields::{Field, Fields};

    /// In two pieces, lest a scanner of sources take it for a real one.
    fn token() -> String {
        ["gh", "p_q8Zt3LmXw0RvB6nKT9vJ2LmX0aT9vB3nK7pZ"].concat()
    }

    fn fields(field: Field, value: &str) -> Fields {
        let mut fields = Fields::default();
        fields.set(field, value.to_owned());
        fields
    }

    fn entry(text: &str) -> Entry {
        Entry {
            repository: "r".into(),
            id: "issue-1-a".into(),
            text: text.into(),
            kind: "issue".into(),
            project_id: "p".into(),
            session_id: String::new(),
            agent: "qa".into(),
            timestamp: String::new(),
            metadata: "{}".into(),
            revision: String::new(),
            null_columns: Vec::new(),
        }
    }

    #[test]
    fn no_field_hides_a_credential() {
        for field in Field::ALL {
            let value = match field {
                Field::Metadata => format!(r#"{{"note":"{}"}}"#, token()),
                _ => token(),
            };
            let written = fields(field, &value);
            let edit = written.edit_of(&Fields::default());
            assert_eq!(edit.credentials(), ["GitHub token"], "{field:?}");
            assert_eq!(written.to_new_entry().credentials(), ["GitHub token"]);
        }
        let named = Entry {
            id: format!("{}-1-a", token()),
            ..entry("x")
        };
        assert_eq!(named.credentials(), ["GitHub token"]);
        assert!(entry("x").credentials().is_empty());
    }

    #[test]
    fn an_edit_brings_what_the_entry_does_not_hold() {
        let text = |text: String| Edit {
            text: Some(text),
            ..Edit::default()
        };
        let old = entry(&format!("Use {}.", token()));
        assert!(
            text(format!("Never use {}!", token()))
                .brings(&old)
                .is_empty()
        );
        let more = text(format!("Use {}, password: Tr7#mPq9zL", token()));
        assert_eq!(more.brings(&old), ["password"]);
        assert_eq!(more.brings(&entry("x")), ["GitHub token", "password"]);
    }

    #[test]
    fn credentials_are_refused_where_none_may_be() {
        let kinds = ["GitHub token", "password"];
        assert_eq!(CredentialPolicy::Report.check(&kinds), Ok(()));
        assert_eq!(CredentialPolicy::Refuse.check(&[]), Ok(()));
        let refused = CredentialPolicy::Refuse.check(&kinds).unwrap_err();
        let told = refused.to_string();
        assert!(told.contains("(GitHub token, password)"), "{told}");
    }
}
