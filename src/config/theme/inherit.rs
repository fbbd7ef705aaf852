//! Makes a theme out of its file and those it inherits from.

use std::collections::BTreeMap;

use super::{
    Ansi, Palette, Rgb, Role, Theme,
    sheet::{Said, Sheet},
};
use crate::{config::Error, domain::kind};

/// Stands for every type that has no colour of its own.
const EVERY_OTHER: &str = "*";

/// The themes whose `[ansi]` fills what others leave open: the dark one, the light one.
const ANSI_OF: [&str; 2] = [super::DARK, super::LIGHT];

/// All theme files by name: those of the user win over the embedded ones.
#[derive(Debug, Default)]
pub(super) struct Sheets {
    pub embedded: BTreeMap<String, Sheet>,
    pub users: BTreeMap<String, Sheet>,
}

impl Sheets {
    /// The embedded theme of that name.
    pub fn embedded_theme(&self, name: &str) -> Result<Theme, Error> {
        let sheet = self.embedded.get(name).ok_or_else(|| missing(name))?;
        self.theme(name, sheet, false)
    }

    /// The user's theme of that name.
    pub fn users_theme(&self, name: &str) -> Result<Theme, Error> {
        let sheet = self.users.get(name).ok_or_else(|| missing(name))?;
        self.theme(name, sheet, true)
    }

    /// What a sheet inherits from. A user's theme of an embedded one's name may inherit from that.
    fn parent(
        &self,
        child: &str,
        is_users: bool,
        inherits: &Said,
    ) -> Result<(&Sheet, bool), Error> {
        let name = &inherits.text;
        let users = self.users.get(name).filter(|_| is_users && name != child);
        users
            .map(|sheet| (sheet, true))
            .or_else(|| Some((self.embedded.get(name)?, false)))
            .ok_or_else(|| {
                let names: Vec<&str> = self
                    .embedded
                    .keys()
                    .chain(self.users.keys())
                    .map(String::as_str)
                    .filter(|known| *known != child)
                    .collect();
                inherits.wrong(format!(
                    "no theme `{name}` to inherit from; there are {}",
                    names.join(", ")
                ))
            })
    }

    /// A sheet and its ancestors, the oldest last.
    fn line<'a>(
        &'a self,
        name: &str,
        sheet: &'a Sheet,
        is_users: bool,
    ) -> Result<Vec<&'a Sheet>, Error> {
        let mut line = vec![sheet];
        let mut seen = vec![(name.to_owned(), is_users)];
        let (mut sheet, mut is_users) = (sheet, is_users);
        while let Some(inherits) = &sheet.inherits {
            let child = seen.last().map_or(name, |(name, _)| name);
            let (parent, of_user) = self.parent(child, is_users, inherits)?;
            let step = (inherits.text.clone(), of_user);
            let closes = seen.contains(&step);
            seen.push(step);
            if closes {
                let names: Vec<&str> = seen.iter().map(|(name, _)| &**name).collect();
                return Err(
                    inherits.wrong(format!("themes inherit in a circle: {}", names.join(" < ")))
                );
            }
            line.push(parent);
            (sheet, is_users) = (parent, of_user);
        }
        Ok(line)
    }

    fn theme(&self, name: &str, sheet: &Sheet, is_users: bool) -> Result<Theme, Error> {
        let line = self.line(name, sheet, is_users)?;
        let named = merged(&line, |sheet| &sheet.palette);
        let colours = merged(&line, |sheet| &sheet.colors);
        let kinds = merged(&line, |sheet| &sheet.kinds);
        let absent: Vec<&str> = Role::ALL
            .into_iter()
            .filter(|role| !colours.contains_key(role))
            .map(Role::name)
            .chain(
                kind::KNOWN
                    .into_iter()
                    .chain([EVERY_OTHER])
                    .filter(|kind| !kinds.contains_key(*kind)),
            )
            .collect();
        let nowhere = || Error::Wrong {
            path: sheet.file.clone(),
            line: 1,
            message: format!(
                "no colour for {}; set it, or add a line such as inherits = \"{}\"",
                absent.join(", "),
                super::DARK
            ),
        };
        let mut types = kinds
            .iter()
            .map(|(kind, said)| Ok((kind.clone(), colour(said, &named)?)))
            .collect::<Result<BTreeMap<_, _>, Error>>()?;
        let other = types.remove(EVERY_OTHER).ok_or_else(nowhere)?;
        if !absent.is_empty() {
            return Err(nowhere());
        }
        let colours = Palette::try_new(
            |role| colour(colours.get(&role).ok_or_else(nowhere)?, &named),
            types,
            other,
        )?;
        let ansi = self.ansi(&line, &colours)?;
        Ok(Theme {
            name: name.to_owned(),
            is_users,
            colours,
            ansi,
        })
    }

    /// The sixteen colours: what the line says, else what the default of its lightness says.
    fn ansi(&self, line: &[&Sheet], colours: &Palette<Rgb>) -> Result<Palette<Ansi>, Error> {
        let default = ANSI_OF[usize::from(super::is_light(colours))];
        let mut line = line.to_vec();
        line.extend(self.embedded.get(default));
        let roles = merged(&line, |sheet| &sheet.ansi);
        let mut kinds = merged(&line, |sheet| &sheet.ansi_kinds);
        let nowhere = || missing(default);
        let other = kinds.remove(EVERY_OTHER).ok_or_else(nowhere)?;
        Palette::try_new(
            |role| roles.get(&role).copied().ok_or_else(nowhere),
            kinds,
            other,
        )
    }
}

/// A table of all sheets of a line; the first that has a key says its value.
fn merged<K: Ord + Clone, V: Clone>(
    line: &[&Sheet],
    table: impl Fn(&Sheet) -> &BTreeMap<K, V>,
) -> BTreeMap<K, V> {
    line.iter()
        .rev()
        .flat_map(|sheet| table(sheet).clone())
        .collect()
}

fn colour(said: &Said, named: &BTreeMap<String, Rgb>) -> Result<Rgb, Error> {
    Rgb::parse(&said.text)
        .or_else(|| named.get(&said.text).copied())
        .ok_or_else(|| {
            said.wrong(format!(
                "`{}` is no colour: write #rrggbb or a name of [palette]",
                said.text
            ))
        })
}

fn missing(name: &str) -> Error {
    Error::NoTheme(name.to_owned())
}
