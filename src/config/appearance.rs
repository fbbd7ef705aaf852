//! What the config file says about the looks of the terminal UI.

use std::{fmt, path::PathBuf};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::{
    Error,
    theme::{self, Themes},
};

/// Which theme to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ThemeSetting {
    /// One of two, as the terminal's background is.
    Auto {
        /// The name of the theme for dark terminals.
        dark: String,
        /// The name of the theme for light terminals.
        light: String,
    },
    /// Always this one.
    Named(String),
}

/// How many colours to use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum ColorSetting {
    /// As many as the terminal has.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    /// All.
    #[serde(rename = "true")]
    True,
    /// The usual 256.
    #[serde(rename = "256")]
    Indexed,
    /// The sixteen that every terminal with colours has.
    #[serde(rename = "16")]
    Sixteen,
    /// None.
    #[serde(rename = "none")]
    None,
}

/// Which characters to draw with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GlyphSetting {
    /// Those that the terminal can show.
    #[default]
    Auto,
    /// All.
    Full,
    /// Those of the fonts of consoles.
    Console,
    /// ASCII.
    Ascii,
}

/// What is said about the looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Appearance {
    /// The theme to start with.
    pub theme: ThemeSetting,
    /// Where that is said, if it is: a file, and a line from 1.
    pub(super) said_at: Option<(PathBuf, usize)>,
    /// How many colours to use.
    pub color: ColorSetting,
    /// Which characters to draw with.
    pub glyphs: GlyphSetting,
}

impl ThemeSetting {
    /// The themes it names.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Auto { dark, light } => vec![dark, light],
            Self::Named(name) => vec![name],
        }
    }
}

impl Default for ThemeSetting {
    fn default() -> Self {
        Self::Auto {
            dark: theme::DARK.to_owned(),
            light: theme::LIGHT.to_owned(),
        }
    }
}

impl fmt::Display for ThemeSetting {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto { dark, light } => write!(out, "auto: {dark} or {light}"),
            Self::Named(name) => out.write_str(name),
        }
    }
}

impl Appearance {
    /// Checks that the themes it names can be used.
    ///
    /// # Errors
    /// When one cannot: with the place in the theme's file, or in the config file when there is no
    /// such theme.
    pub fn check(&self, themes: &Themes) -> Result<(), Error> {
        let Some((path, line)) = &self.said_at else {
            return Ok(());
        };
        for name in self.theme.names() {
            if let Some(broken) = themes.broken().iter().find(|broken| broken.name == name) {
                return Err(Error::Theme(broken.why.clone()));
            }
            if themes.get(name).is_none() {
                let names: Vec<&str> = themes.all().iter().map(|theme| &*theme.name).collect();
                return Err(Error::Wrong {
                    path: path.clone(),
                    line: *line,
                    message: format!(
                        "no theme `{name}`: write \"auto\" or one of {}",
                        names.join(", ")
                    ),
                });
            }
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for ThemeSetting {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Pair {
            dark: String,
            light: String,
        }

        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = ThemeSetting;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(
                    "\"auto\", a theme's name, or a pair such as { dark = \"nord\", light = \"lore-light\" }",
                )
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<ThemeSetting, E> {
                Ok(match text {
                    "auto" => ThemeSetting::default(),
                    name => ThemeSetting::Named(name.to_owned()),
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ThemeSetting, A::Error> {
                let Pair { dark, light } = Pair::deserialize(MapAccessDeserializer::new(map))?;
                Ok(ThemeSetting::Auto { dark, light })
            }
        }

        from.deserialize_any(Either)
    }
}
