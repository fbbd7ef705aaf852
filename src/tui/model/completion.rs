//! What the search box offers for the word at its cursor.

use std::{collections::HashMap, ops::Range};

use chrono::{DateTime, Utc};

use super::list::Scroll;
use crate::{
    domain::{
        filter::Filter,
        letters::Letters,
        query::{Completing, Field, moments},
        stats::Count,
    },
    tui::keymap::Movement,
};

/// Rows of the menu that show at a time.
pub const MENU_ROWS: usize = 8;

/// More than one would look through.
const MAX_OFFERS: usize = 100;

/// Values told in place of one that no entry has.
const NEAREST: usize = 3;

/// Something that can be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The name or value, as stored (untrusted).
    pub value: String,
    /// The byte ranges of it that hold what is typed.
    pub matched: Vec<Range<usize>>,
    /// What stands beside it.
    pub about: About,
}

/// What is told of an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// So many entries have it.
    Entries(usize),
    /// What it means.
    Meaning(String),
}

/// The menu below the search box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    /// What would be completed.
    pub part: Completing,
    /// What is offered, the best first.
    pub offers: Vec<Offer>,
    /// Which of them is highlighted.
    pub scroll: Scroll,
    /// Somebody moved there.
    pub chosen: bool,
    /// The values are on their way.
    pub loading: bool,
}

/// Values of a field, in the entries that a filter admits.
#[derive(Debug)]
struct Values {
    filter: Filter,
    counts: Vec<Count>,
    stale: bool,
}

/// What is known for completing, and the menu.
#[derive(Debug, Default)]
pub struct Completion {
    menu: Option<Menu>,
    /// The line was edited and the menu not closed since.
    pub(crate) awake: bool,
    values: HashMap<Field, Values>,
    /// The read at work.
    asked: Option<(u64, Field, Filter)>,
    /// Why the last read failed; until the values are asked for anew.
    failed: Option<String>,
}

impl Completion {
    /// The menu. It is empty while nothing is known of the values yet.
    #[must_use]
    pub fn menu(&self) -> Option<&Menu> {
        self.menu.as_ref()
    }

    /// The same, to move in it.
    pub(crate) fn menu_mut(&mut self) -> Option<&mut Menu> {
        self.menu.as_mut()
    }

    /// Moves the highlight.
    pub(crate) fn step(&mut self, movement: Movement) {
        if let Some(menu) = &mut self.menu {
            menu.scroll.step(movement, menu.offers.len(), MENU_ROWS);
            menu.chosen = true;
        }
    }

    /// Whether somebody moved to what is highlighted.
    #[must_use]
    pub fn has_choice(&self) -> bool {
        self.is_open() && self.menu.as_ref().is_some_and(|menu| menu.chosen)
    }

    /// Whether there is something to choose from.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.menu
            .as_ref()
            .is_some_and(|menu| !menu.offers.is_empty())
    }

    /// Closes the menu until the line is edited again. Tells whether it was open.
    pub fn close(&mut self) -> bool {
        let was_open = self.is_open();
        self.awake = false;
        self.menu = None;
        was_open
    }

    /// Whether the values of a field have to be read: they are not known for this filter.
    #[must_use]
    pub fn lacks(&self, field: Field, filter: &Filter) -> bool {
        let known = self
            .values
            .get(&field)
            .is_some_and(|values| !values.stale && values.filter == *filter);
        let asked = self
            .asked
            .as_ref()
            .is_some_and(|(_, asked, of)| *asked == field && of == filter);
        !known && !asked && !field.is_moment()
    }

    /// The values of a field are being read.
    pub(crate) fn asked(&mut self, number: u64, field: Field, filter: Filter) {
        self.asked = Some((number, field, filter));
        self.failed = None;
    }

    /// Another read of values took the place of the one at work: it has to be asked for anew.
    pub(crate) fn forget_asked(&mut self) {
        self.asked = None;
    }

    /// Whether values of a field are being read.
    pub(crate) fn is_reading(&self) -> bool {
        self.asked.is_some()
    }

    /// Takes values in. Tells whether they are those that were asked for.
    pub(crate) fn take(&mut self, number: u64, answer: Result<Vec<Count>, String>) -> bool {
        let Some((_, field, filter)) = self.asked.take_if(|(asked, ..)| *asked == number) else {
            return false;
        };
        let counts = match answer {
            Ok(counts) => counts,
            Err(why) => {
                self.failed = Some(why);
                Vec::new()
            }
        };
        let stale = false;
        self.values.insert(
            field,
            Values {
                filter,
                counts,
                stale,
            },
        );
        true
    }

    /// The values that there are in place of one that no entry has among those a filter admits: the
    /// nearest, or else the most frequent. `None` when some entry has it, or that is not known.
    #[must_use]
    pub fn instead_of(&self, field: Field, value: &str, filter: &Filter) -> Option<Vec<&Count>> {
        let known = self
            .values
            .get(&field)
            .filter(|known| !known.stale && known.filter == *filter)?;
        let counts = &known.counts;
        if counts.is_empty() || counts.iter().any(|count| count.name == value) {
            return None;
        }
        let letters = Letters::new(value);
        let is_near = |count: &&Count| letters.find(&count.name).is_some();
        let mut others: Vec<&Count> = counts.iter().filter(is_near).take(NEAREST).collect();
        if others.is_empty() {
            others = counts.iter().take(NEAREST).collect();
        }
        Some(others)
    }

    /// Why there are no values, when reading them failed.
    #[must_use]
    pub fn failed(&self) -> Option<&str> {
        self.failed.as_deref()
    }

    /// What is known may be wrong by now; it serves until it is read anew.
    pub fn outdate(&mut self) {
        self.values
            .values_mut()
            .for_each(|values| values.stale = true);
    }

    /// Makes the menu for what stands at the cursor. `given` are the values that the line has for
    /// the field already.
    pub(crate) fn show(&mut self, part: Option<Completing>, given: &[String], now: DateTime<Utc>) {
        let Some(part) = part.filter(|_| self.awake) else {
            self.menu = None;
            return;
        };
        let (offers, loading) = match &part {
            Completing::Name { span, fields } => (names(fields, span.len()), false),
            Completing::Value { field, typed, .. } if field.is_moment() => {
                (dates(*field, typed, now), false)
            }
            Completing::Value { field, typed, .. } => {
                let known = self.values.get(field);
                let counts = known.map_or(&[] as &[Count], |values| &values.counts);
                (values(counts, typed, given), self.asked.is_some())
            }
        };
        let is_done = match &part {
            Completing::Name { .. } => false,
            Completing::Value { typed, .. } => {
                matches!(offers.as_slice(), [only] if only.value == *typed && !typed.is_empty())
            }
        };
        if is_done || (offers.is_empty() && !(loading && self.is_unknown(&part))) {
            self.menu = None;
            return;
        }
        // Who moved in the menu stays on the row as long as it is there.
        let before = self
            .menu
            .take()
            .filter(|menu| menu.chosen && menu.part.span().start == part.span().start);
        let kept = before.and_then(|menu| {
            let chosen = menu.offers.get(menu.scroll.cursor)?;
            let cursor = offers.iter().position(|one| one.value == chosen.value)?;
            Some(Scroll {
                cursor,
                ..menu.scroll
            })
        });
        self.menu = Some(Menu {
            part,
            offers,
            chosen: kept.is_some(),
            scroll: kept.unwrap_or_default(),
            loading,
        });
    }

    /// Nothing is known of the field's values yet.
    fn is_unknown(&self, part: &Completing) -> bool {
        match part {
            Completing::Name { .. } => false,
            Completing::Value { field, .. } => !self.values.contains_key(field),
        }
    }
}

fn names(fields: &[Field], typed: usize) -> Vec<Offer> {
    fields
        .iter()
        .map(|field| Offer {
            value: field.name().to_owned(),
            matched: std::iter::once(0..typed).collect(),
            about: About::Meaning(field.help().to_owned()),
        })
        .collect()
}

fn dates(field: Field, typed: &str, now: DateTime<Utc>) -> Vec<Offer> {
    moments(field, typed, now)
        .into_iter()
        .map(|moment| Offer {
            value: moment.value,
            matched: std::iter::once(0..typed.len())
                .filter(|it| !it.is_empty())
                .collect(),
            about: About::Meaning(moment.meaning),
        })
        .collect()
}

/// The values that hold what is typed: those that begin with it, then those that contain it, then
/// those with its letters in order; the most frequent first among each.
fn values(counts: &[Count], typed: &str, given: &[String]) -> Vec<Offer> {
    let letters = Letters::new(typed);
    let folded = typed.to_lowercase();
    let mut ranked: Vec<(u8, Offer)> = counts
        .iter()
        .filter(|count| !given.contains(&count.name))
        .filter_map(|count| {
            let name = count.name.to_lowercase();
            let rank = if name.starts_with(&folded) {
                0
            } else if name.contains(&folded) {
                1
            } else {
                2
            };
            let matched = match letters.find(&count.name) {
                Some(matched) => matched,
                None if rank < 2 => Vec::new(),
                None => return None,
            };
            let offer = Offer {
                value: count.name.clone(),
                matched,
                about: About::Entries(count.entries),
            };
            Some((rank, offer))
        })
        .collect();
    // Stable: the most frequent come first already.
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked
        .into_iter()
        .map(|(_, offer)| offer)
        .take(MAX_OFFERS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(names: &[&str]) -> Vec<Count> {
        let count = |(at, name): (usize, &&str)| Count {
            name: (*name).to_owned(),
            entries: 100 - at,
        };
        names.iter().enumerate().map(count).collect()
    }

    fn offered(names: &[&str], typed: &str, given: &[&str]) -> Vec<String> {
        let given: Vec<String> = given.iter().map(|one| (*one).to_owned()).collect();
        values(&counts(names), typed, &given)
            .into_iter()
            .map(|offer| offer.value)
            .collect()
    }

    #[test]
    fn values_are_narrowed_and_ranked() {
        let names = ["web-api", "Archive", "api", "docs", "alpha-pi"];
        assert_eq!(offered(&names, "", &[]), names);
        assert_eq!(offered(&names, "api", &[]), ["api", "web-api", "alpha-pi"]);
        assert_eq!(
            offered(&names, "a", &["api"]),
            ["Archive", "alpha-pi", "web-api"]
        );
        assert_eq!(offered(&names, "zz", &[]), [""; 0]);
        assert_eq!(offered(&["", "qa"], "", &[]), ["", "qa"]);
    }

    #[test]
    fn a_value_that_no_entry_has_is_known_by_those_that_there_are() {
        let filter = Filter::default();
        let mut completion = Completion::default();
        let instead = |completion: &Completion, value: &str| -> Option<String> {
            let others = completion.instead_of(Field::Type, value, &Filter::default());
            let name = |count: &&Count| count.name.clone();
            others.map(|others| others.iter().map(name).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(instead(&completion, "isue"), None, "nothing is known");
        completion.asked(1, Field::Type, filter);
        completion.take(1, Ok(counts(&["decision", "issue", "pattern", "note"])));
        assert_eq!(instead(&completion, "isue").as_deref(), Some("issue"));
        let most = instead(&completion, "nonsense");
        assert_eq!(most.as_deref(), Some("decision issue pattern"));
        assert_eq!(instead(&completion, "note"), None, "some entry has it");
        completion.outdate();
        assert_eq!(instead(&completion, "isue"), None, "it may have come");
    }

    #[test]
    fn the_highlight_stays_on_its_value() {
        let now = "2026-11-23T09:30:00Z".parse().unwrap();
        let mut completion = Completion {
            awake: true,
            ..Completion::default()
        };
        let part = |typed: &str| Completing::Value {
            field: Field::Agent,
            span: 6..6 + typed.len(),
            typed: typed.to_owned(),
        };
        completion.asked(1, Field::Agent, Filter::default());
        completion.show(Some(part("")), &[], now);
        assert!(completion.menu().unwrap().loading);
        assert!(!completion.take(2, Ok(counts(&["old"]))));
        assert!(completion.take(1, Ok(counts(&["rust", "qa", "architect"]))));
        completion.show(Some(part("")), &[], now);
        assert!(!completion.has_choice());
        completion.step(Movement::Last);
        completion.show(Some(part("a")), &[], now);
        let menu = completion.menu().unwrap();
        assert_eq!(menu.offers[menu.scroll.cursor].value, "architect");
        assert!(completion.has_choice());
        completion.show(Some(part("architect")), &[], now);
        assert_eq!(completion.menu(), None);
    }
}
