//! Keys in the config file: tables `[keys.PLACE]` of action names and keys. What the names mean is
//! known where the keys are.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

use serde::{
    Deserialize, Deserializer,
    de::{SeqAccess, Visitor},
};
use toml::Spanned;

use super::{Error, file::line_of};

/// What a config file says of keys, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeySettings {
    file: PathBuf,
    text: String,
    settings: Vec<KeySetting>,
}

/// The keys of one action in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySetting {
    /// The place.
    pub place: Located,
    /// The action.
    pub action: Located,
    /// All keys that it is to have there.
    pub keys: Vec<Located>,
}

/// A text, and where in the file it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The text.
    pub text: String,
    /// Byte offset in the file.
    pub offset: usize,
}

impl KeySettings {
    /// What was said, in the order of the file.
    #[must_use]
    pub fn settings(&self) -> &[KeySetting] {
        &self.settings
    }

    /// An error at an offset of the file.
    #[must_use]
    pub fn error(&self, offset: usize, message: String) -> Error {
        Error::Wrong {
            path: self.file.clone(),
            line: line_of(&self.text, offset),
            message,
        }
    }

    /// Tells which file this was read from.
    pub(super) fn read_from(&mut self, path: &Path, text: &str) {
        path.clone_into(&mut self.file);
        text.clone_into(&mut self.text);
    }
}

type Tables = BTreeMap<Spanned<String>, BTreeMap<Spanned<String>, Spanned<Keys>>>;

impl<'de> Deserialize<'de> for KeySettings {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut settings = Vec::new();
        for (place, actions) in Tables::deserialize(from)? {
            for (action, keys) in actions {
                let offset = keys.span().start;
                settings.push(KeySetting {
                    place: Located::new(place.clone()),
                    action: Located::new(action),
                    keys: keys.into_inner().located(offset),
                });
            }
        }
        settings.sort_by_key(|setting| setting.action.offset);
        Ok(Self {
            settings,
            ..Self::default()
        })
    }
}

impl Located {
    fn new(text: Spanned<String>) -> Self {
        Self {
            offset: text.span().start,
            text: text.into_inner(),
        }
    }
}

/// One key, or a list of keys.
enum Keys {
    One(String),
    List(Vec<Spanned<String>>),
}

impl Keys {
    fn located(self, offset: usize) -> Vec<Located> {
        match self {
            Self::One(text) => vec![Located { text, offset }],
            Self::List(keys) => keys.into_iter().map(Located::new).collect(),
        }
    }
}

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Keys;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key such as \"ctrl-s\", or a list of keys")
            }

            fn visit_str<E>(self, key: &str) -> Result<Keys, E> {
                Ok(Keys::One(key.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Keys, A::Error> {
                let mut keys = Vec::new();
                while let Some(key) = list.next_element()? {
                    keys.push(key);
                }
                Ok(Keys::List(keys))
            }
        }

        from.deserialize_any(Either)
    }
}

/// A line of the keymap, for whoever prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// The place, or a group of places, as the config names it.
    pub place: &'static str,
    /// The places of the group; the place itself when it is one.
    pub contexts: Vec<&'static str>,
    /// The action, as the config names it.
    pub action: &'static str,
    /// Its keys there, as the config spells them.
    pub keys: Vec<String>,
    /// What it does, in one line.
    pub help: &'static str,
}
