//! Retention policies in the config file.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, Visitor, value::MapAccessDeserializer},
};

use crate::domain::{
    cleanup::{EVERY_OTHER, Retention},
    when,
};

/// A table `[retention.NAME]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionTable {
    /// An age, or an age for each type; `*` is every other type.
    older_than: Ages,
    /// So many of the newest entries of each project stay.
    #[serde(default)]
    keep_newest: usize,
    /// Types that stay.
    #[serde(default)]
    protect: Vec<String>,
    /// Only these repositories.
    #[serde(default)]
    repos: Vec<String>,
    /// Only these projects.
    #[serde(default)]
    projects: Vec<String>,
    /// Only these agents'.
    #[serde(default)]
    agents: Vec<String>,
}

impl From<&RetentionTable> for Retention {
    fn from(table: &RetentionTable) -> Self {
        let ages = table.older_than.0.iter();
        Self {
            older_than: ages
                .map(|(kind, age)| (kind.clone(), age.0.clone()))
                .collect(),
            keep_newest: table.keep_newest,
            protect: table.protect.clone(),
            repositories: table.repos.clone(),
            projects: table.projects.clone(),
            agents: table.agents.clone(),
        }
    }
}

/// Ages by type.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Ages(BTreeMap<String, Age>);

/// An age as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Age(String);

impl<'de> Deserialize<'de> for Age {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        when::check_age(&text).map_err(D::Error::custom)?;
        Ok(Self(text))
    }
}

impl<'de> Deserialize<'de> for Ages {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Ages;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an age such as \"90d\", or a table of ages by type")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Ages, E> {
                when::check_age(text).map_err(E::custom)?;
                let age = Age(text.to_owned());
                Ok(Ages(BTreeMap::from([(EVERY_OTHER.to_owned(), age)])))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Ages, A::Error> {
                let ages = BTreeMap::deserialize(MapAccessDeserializer::new(map))?;
                if ages.is_empty() {
                    return Err(A::Error::custom(
                        "no type has an age: write issue = \"90d\"",
                    ));
                }
                Ok(Ages(ages))
            }
        }

        from.deserialize_any(Either)
    }
}
