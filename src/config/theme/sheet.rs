//! A theme file as it is written.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use toml::Spanned;

use super::{Ansi, Rgb, Role};
use crate::config::{Error, line_of, told};

/// What a theme file can say. An unknown key is an error, so that a slip does not go unnoticed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    inherits: Option<Spanned<String>>,
    #[serde(default)]
    palette: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    colors: BTreeMap<Role, Spanned<String>>,
    #[serde(default)]
    kinds: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    ansi: BTreeMap<Role, Ansi>,
    #[serde(default)]
    ansi_kinds: BTreeMap<String, Ansi>,
}

/// A text and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub text: String,
    pub file: PathBuf,
    /// From 1.
    pub line: usize,
}

impl Said {
    /// What is wrong with it.
    pub fn wrong(&self, message: String) -> Error {
        Error::Wrong {
            path: self.file.clone(),
            line: self.line,
            message,
        }
    }
}

/// A theme file, each value with its place.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub file: PathBuf,
    pub inherits: Option<Said>,
    /// Own names for colours.
    pub palette: BTreeMap<String, Rgb>,
    pub colors: BTreeMap<Role, Said>,
    pub kinds: BTreeMap<String, Said>,
    pub ansi: BTreeMap<Role, Ansi>,
    pub ansi_kinds: BTreeMap<String, Ansi>,
}

impl Sheet {
    /// Reads a theme file's text; `file` is only named in errors.
    pub fn read(file: &Path, text: &str) -> Result<Self, Error> {
        let written: Written = toml::from_str(text).map_err(|error| Error::Wrong {
            path: file.to_owned(),
            line: line_of(text, error.span().map_or(0, |span| span.start)),
            message: told(error.message()),
        })?;
        let said = |spanned: Spanned<String>| Said {
            line: line_of(text, spanned.span().start),
            text: spanned.into_inner(),
            file: file.to_owned(),
        };
        let palette = written
            .palette
            .into_iter()
            .map(|(name, spanned)| {
                let said = said(spanned);
                let colour = Rgb::parse(&said.text).ok_or_else(|| {
                    said.wrong(format!("`{}` is no colour: write #rrggbb", said.text))
                })?;
                Ok((name, colour))
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self {
            file: file.to_owned(),
            inherits: written.inherits.map(said),
            palette,
            colors: every(written.colors, said),
            kinds: every(written.kinds, said),
            ansi: written.ansi,
            ansi_kinds: written.ansi_kinds,
        })
    }
}

fn every<K: Ord>(
    table: BTreeMap<K, Spanned<String>>,
    said: impl Fn(Spanned<String>) -> Said,
) -> BTreeMap<K, Said> {
    table
        .into_iter()
        .map(|(key, value)| (key, said(value)))
        .collect()
}
