//! An entry being edited: a box for each field, what it was read as, and how saving goes.

use std::sync::Arc;

use crate::{
    domain::{
        change::Target,
        entry::Entry,
        fields::{Field, Fields},
        kind, merge,
        metadata::MetadataError,
        stats::{Count, Stats},
        value::ValueError,
    },
    tui::write::Write,
};

use super::text_box::{Motion, TextAction, TextBox};

/// Values offered for a field.
const MOST_OFFERED: usize = 40;

/// Where saving stands.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one editor")]
pub enum Stage {
    /// Nothing is being saved.
    Typing,
    /// This is being written.
    Saving(Write),
    /// Somebody changed the entry; how it stands now is being read, by the read of this number.
    Looking(u64),
}

/// An entry being edited.
#[derive(Debug)]
pub struct Editor {
    /// The entry as it was read. It is saved over this and nothing else.
    base: Arc<Entry>,
    was: Fields,
    boxes: [TextBox; Field::ALL.len()],
    /// The field that has the keys.
    pub focus: Field,
    /// Where saving stands.
    pub stage: Stage,
    /// Why the last save failed.
    pub failure: Option<String>,
    /// Why values cannot be saved as they are, by field.
    errors: Vec<(Field, String)>,
    offered: Vec<(Field, Vec<String>)>,
    /// What was copied or cut here.
    pub(crate) clip: String,
    /// The program ends when this is saved or given up.
    pub(crate) leaving: bool,
}

impl Editor {
    /// An entry to be edited. `stats` tell which values others have.
    #[must_use]
    pub fn new(entry: &Arc<Entry>, stats: Option<&Stats>) -> Self {
        let was = Fields::from(&**entry);
        Self {
            boxes: Field::ALL.map(|field| TextBox::new(was.get(field), field.has_lines())),
            base: Arc::clone(entry),
            was,
            focus: Field::Text,
            stage: Stage::Typing,
            failure: None,
            errors: Vec::new(),
            offered: offered(stats),
            clip: String::new(),
            leaving: false,
        }
    }

    /// The same with values that somebody gave elsewhere.
    #[must_use]
    pub fn holding(mut self, fields: &Fields) -> Self {
        self.put(fields);
        self
    }

    /// The entry as it was read.
    #[must_use]
    pub fn base(&self) -> &Arc<Entry> {
        &self.base
    }

    /// The values that were read.
    #[must_use]
    pub fn was(&self) -> &Fields {
        &self.was
    }

    /// The values as they stand now.
    #[must_use]
    pub fn fields(&self) -> Fields {
        let mut fields = Fields::default();
        for field in Field::ALL {
            fields.set(field, self.text_box(field).text());
        }
        fields
    }

    /// The box of a field.
    #[must_use]
    pub fn text_box(&self, field: Field) -> &TextBox {
        &self.boxes[field as usize]
    }

    /// The box that has the keys. Call [`Editor::checked`] after it changed.
    pub fn focused(&mut self) -> &mut TextBox {
        &mut self.boxes[self.focus as usize]
    }

    /// The fields that were changed.
    #[must_use]
    pub fn changed(&self) -> Vec<Field> {
        Field::ALL
            .into_iter()
            .filter(|field| !self.text_box(*field).is(self.was.get(*field)))
            .collect()
    }

    /// Looks anew whether the field that has the keys can be saved. What was not changed may be as
    /// odd as it is.
    pub fn checked(&mut self) {
        self.check(self.focus);
    }

    fn check(&mut self, field: Field) {
        self.errors.retain(|(wrong, _)| *wrong != field);
        let text_box = self.text_box(field);
        if text_box.is(self.was.get(field)) {
            return;
        }
        if let Err(error) = field.check(&text_box.text()) {
            self.errors.push((field, told(&error)));
        }
    }

    /// Why a field cannot be saved as it is.
    #[must_use]
    pub fn error(&self, field: Field) -> Option<&str> {
        self.errors
            .iter()
            .find(|(wrong, _)| *wrong == field)
            .map(|(_, error)| error.as_str())
    }

    /// The first field that cannot be saved as it is.
    #[must_use]
    pub fn wrong(&self) -> Option<Field> {
        Field::ALL
            .into_iter()
            .find(|field| self.error(*field).is_some())
    }

    /// Whether the text still holds places that two changed.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        let text = self.text_box(Field::Text);
        !text.is(self.was.get(Field::Text)) && merge::is_undecided(&text.text())
    }

    /// What saves it.
    #[must_use]
    pub fn to_write(&self) -> Write {
        Write::Edit {
            target: self.target(),
            edit: self.fields().edit_of(&self.was),
        }
    }

    /// The entry, as it must still stand.
    #[must_use]
    pub fn target(&self) -> Target {
        self.base.target()
    }

    /// Goes on from how the entry stands now, with these values.
    pub fn rebase(&mut self, entry: Arc<Entry>, fields: &Fields) {
        self.was = Fields::from(&*entry);
        self.base = entry;
        self.put(fields);
    }

    fn put(&mut self, fields: &Fields) {
        for field in Field::ALL {
            if !self.text_box(field).is(fields.get(field)) {
                let text_box = &mut self.boxes[field as usize];
                text_box.replace(fields.get(field));
                text_box.act(TextAction::Go(Motion::First));
            }
            self.check(field);
        }
    }

    /// Values that others have in the field that has the keys, those that begin like it first.
    #[must_use]
    pub fn offers(&self) -> &[String] {
        self.offered
            .iter()
            .find(|(field, _)| *field == self.focus)
            .map_or(&[], |(_, values)| values)
    }

    /// Takes the next value, or the one before, that others have in the field that has the keys.
    pub fn take_offer(&mut self, forward: bool) {
        let current = self.text_box(self.focus).text();
        let offers = self.offers();
        if offers.is_empty() {
            return;
        }
        let next = match offers.iter().position(|offer| *offer == current) {
            Some(at) if forward => (at + 1) % offers.len(),
            Some(at) => (at + offers.len() - 1) % offers.len(),
            None => offers
                .iter()
                .position(|offer| offer.starts_with(&current))
                .unwrap_or(0),
        };
        let value = offers[next].clone();
        self.focused().replace(&value);
        self.checked();
    }

    /// Whether keys may change something now.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.stage != Stage::Typing
    }
}

fn told(error: &ValueError) -> String {
    match error {
        ValueError::Metadata(MetadataError::NotJson {
            reason,
            line,
            column,
            ..
        }) => format!("no JSON, line {line}, column {column}: {reason}"),
        other => other.to_string(),
    }
}

fn offered(stats: Option<&Stats>) -> Vec<(Field, Vec<String>)> {
    let names = |counts: &[Count]| -> Vec<String> {
        counts
            .iter()
            .map(|count| count.name.clone())
            .filter(|name| !name.is_empty())
            .take(MOST_OFFERED)
            .collect()
    };
    let mut kinds: Vec<String> = kind::KNOWN.map(str::to_owned).into();
    let mut offered = Vec::new();
    if let Some(stats) = stats {
        for kind in names(&stats.by_kind) {
            if kind != kind::SYSTEM && !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        offered.push((Field::Project, names(&stats.by_project)));
        offered.push((Field::Agent, names(&stats.by_agent)));
    }
    offered.push((Field::Kind, kinds));
    offered
}
