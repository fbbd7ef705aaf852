//! The usual 256 colours that come nearest to a theme's.

use std::collections::BTreeMap;

use ratatui::style::Color;

use crate::config::theme::{Palette, Rgb, Role};

/// What the red, green and blue of the 216 middle colours can be.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// Contrasts that may not be lost: those of WCAG 2 (AAA, AA, large text), and what still shows.
const LEVELS_OF_CONTRAST: [f64; 4] = [7.0, 4.5, 3.0, 2.5];

/// What is read, and what may be behind it.
const BEHIND: [Role; 4] = [Role::Base, Role::Raised, Role::Selection, Role::Code];

/// The nearest colours at which a theme still works: texts keep their level of contrast, the row
/// under the cursor and the types of entries stay distinct.
pub(super) fn near(theme: &Palette<Rgb>) -> Palette<Color> {
    let mut found: BTreeMap<Role, Indexed> = BTreeMap::new();
    let base = nearest(theme[Role::Base], |_| true);
    found.insert(Role::Base, base);
    for role in [Role::Selection, Role::SelectionIdle] {
        let distinct = |one: Indexed| found.values().all(|taken| taken.index != one.index);
        let colour = nearest(theme[role], distinct);
        found.insert(role, colour);
    }
    let matched = nearest(theme[Role::MatchedBase], |one| one.index != base.index);
    found.insert(Role::MatchedBase, matched);
    for role in [
        Role::Raised,
        Role::Code,
        Role::Border,
        Role::RemovedBase,
        Role::AddedBase,
    ] {
        found.insert(role, nearest(theme[role], |_| true));
    }
    let behind = |role: Role| found.get(&role).map_or(base.colour, |one| one.colour);
    let grounds = BEHIND.map(|role| (theme[role], behind(role)));
    let text = |role: Role| {
        let mut grounds = grounds.to_vec();
        match role {
            Role::Matched => grounds = vec![(theme[Role::MatchedBase], behind(Role::MatchedBase))],
            Role::Bad => grounds.push((theme[Role::RemovedBase], behind(Role::RemovedBase))),
            Role::Good => grounds.push((theme[Role::AddedBase], behind(Role::AddedBase))),
            _ => {}
        }
        nearest(theme[role], |one| keeps(theme[role], one.colour, &grounds))
    };
    let mut taken: Vec<u8> = Vec::new();
    let mut distinct = |colour: Rgb| {
        let one = nearest(colour, |one| {
            !taken.contains(&one.index) && keeps(colour, one.colour, &grounds)
        });
        taken.push(one.index);
        Color::Indexed(one.index)
    };
    let kinds = theme.kinds().iter();
    let kinds = kinds
        .map(|(name, colour)| (name.clone(), distinct(*colour)))
        .collect();
    let other = distinct(theme.other_kind());
    Palette::new(
        |role| {
            let one = found.get(&role).copied().unwrap_or_else(|| text(role));
            Color::Indexed(one.index)
        },
        kinds,
        other,
    )
}

/// One of the 240 colours that are the same on every terminal.
#[derive(Debug, Clone, Copy)]
struct Indexed {
    index: u8,
    colour: Rgb,
}

/// The colour that comes nearest among those that will do; whichever comes nearest when none does.
fn nearest(wanted: Rgb, will_do: impl Fn(Indexed) -> bool) -> Indexed {
    let mut all: Vec<Indexed> = indexed().collect();
    all.sort_by_key(|one| distance(one.colour, wanted));
    all.iter()
        .copied()
        .find(|one| will_do(*one))
        .unwrap_or(all[0])
}

/// Whether another colour stands out from other grounds as the first does, in levels.
fn keeps(before: Rgb, after: Rgb, grounds: &[(Rgb, Rgb)]) -> bool {
    grounds.iter().all(|(ground_before, ground_after)| {
        let had = before.contrast(*ground_before);
        let level = LEVELS_OF_CONTRAST.into_iter().find(|level| had >= *level);
        level.is_none_or(|level| after.contrast(*ground_after) >= level)
    })
}

fn indexed() -> impl Iterator<Item = Indexed> {
    let cube = (0..216u8).map(|at| {
        let level = |step: u8| LEVELS[usize::from(at / step % 6)];
        Indexed {
            index: 16 + at,
            colour: Rgb([level(36), level(6), level(1)]),
        }
    });
    let greys = (0..24u8).map(|at| Indexed {
        index: 232 + at,
        colour: Rgb([8 + 10 * at; 3]),
    });
    cube.chain(greys)
}

fn distance(Rgb(one): Rgb, Rgb(other): Rgb) -> u32 {
    one.iter()
        .zip(other)
        .map(|(one, other)| u32::from(one.abs_diff(other)).pow(2))
        .sum()
}

/// The colour of an index, of those that are the same everywhere.
#[cfg(test)]
pub(super) fn colour_of(index: u8) -> Option<Rgb> {
    indexed()
        .find(|one| one.index == index)
        .map(|one| one.colour)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_colour_is_found() {
        let index = |r, g, b| nearest(Rgb([r, g, b]), |_| true).index;
        assert_eq!(index(0, 0, 0), 16);
        assert_eq!(index(250, 2, 1), 196);
        assert_eq!(index(18, 18, 19), 233);
        let other = nearest(Rgb([0, 0, 0]), |one| one.index != 16).index;
        assert_eq!(other, 232);
        assert_eq!(nearest(Rgb([250, 2, 1]), |_| false).index, 196);
    }
}
