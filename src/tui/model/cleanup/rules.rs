//! The rules of a cleanup as a form: which age, which entries, what stays.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::Age;
use crate::{
    domain::{
        cleanup::Policy,
        count::{counted, thousands},
        filter::Filter,
        query::Query,
        query_line::query_line,
    },
    tui::model::line_box::LineBox,
};

/// The most entries of a project that can be asked to stay.
const MOST_KEPT: usize = 1_000_000;

/// A line of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The age.
    Age,
    /// Which entries are looked at.
    Filter,
    /// How many of the newest of each project stay.
    Keep,
    /// Which types stay.
    Protect,
    /// A policy of the config, in place of all that.
    Policy,
}

impl Field {
    /// The fields from top to bottom.
    pub const ALL: [Self; 5] = [
        Self::Age,
        Self::Filter,
        Self::Keep,
        Self::Protect,
        Self::Policy,
    ];

    /// Its name in the form.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Age => "Older than",
            Self::Filter => "Look at",
            Self::Keep => "Keep newest",
            Self::Protect => "Protect",
            Self::Policy => "Policy",
        }
    }
}

/// The form.
#[derive(Debug)]
pub struct Rules {
    /// From which age on.
    pub age: Age,
    /// So many of the newest entries of each project stay.
    pub keep_newest: usize,
    /// Entries of these types stay.
    pub protected: BTreeSet<String>,
    line: LineBox,
    filter: Filter,
    wrong: Option<String>,
}

impl Rules {
    /// The form as a dialog shows it first: over what a filter admits.
    #[must_use]
    pub fn new(filter: Filter, now: DateTime<Utc>) -> Self {
        let mut line = LineBox::default();
        line.set_text(&query_line(&filter));
        Self {
            age: Age::new(now),
            keep_newest: 0,
            protected: BTreeSet::new(),
            line,
            filter,
            wrong: None,
        }
    }

    /// The line that tells which entries are looked at.
    #[must_use]
    pub fn line(&self) -> &LineBox {
        &self.line
    }

    /// Which entries are looked at, whatever their age.
    #[must_use]
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Why the line cannot be used, if so.
    #[must_use]
    pub fn wrong(&self) -> Option<&str> {
        self.wrong.as_deref()
    }

    /// Edits the line. Tells whether it means other entries now. While it is wrong, the filter
    /// stays as it was.
    pub fn edit_filter(&mut self, now: DateTime<Utc>, how: impl FnOnce(&mut LineBox)) -> bool {
        let before = self.line.text().to_owned();
        how(&mut self.line);
        if self.line.text() == before {
            return false;
        }
        let query = Query::parse(self.line.text(), now);
        self.wrong = wrong(&query);
        if self.wrong.is_some() || query.filter == self.filter {
            return false;
        }
        self.filter = query.filter;
        true
    }

    /// One more or one less of each project stays.
    pub fn step_keep(&mut self, more: bool) {
        self.keep_newest = if more {
            (self.keep_newest + 1).min(MOST_KEPT)
        } else {
            self.keep_newest.saturating_sub(1)
        };
    }

    /// Types a digit behind the number of those that stay.
    pub fn type_keep(&mut self, digit: u32) {
        let number = self.keep_newest * 10 + digit as usize;
        if number <= MOST_KEPT {
            self.keep_newest = number;
        }
    }

    /// Protects a type, or no longer.
    pub fn toggle_kind(&mut self, kind: &str) {
        if !self.protected.remove(kind) {
            self.protected.insert(kind.to_owned());
        }
    }

    /// What the form asks for; `None` while something in it is wrong.
    #[must_use]
    pub fn policy(&self) -> Option<Policy> {
        let before = self.age.before().ok()?;
        self.wrong.is_none().then(|| Policy {
            before,
            filter: self.filter.clone(),
            keep_newest: self.keep_newest,
            protected_types: self.protected.iter().cloned().collect(),
        })
    }

    /// The rules in words: `older than 90d, type:issue, newest 5 of each project stay`.
    #[must_use]
    pub fn told(&self) -> String {
        let mut told = self.age.rule();
        let filter = query_line(&self.filter);
        if !filter.is_empty() {
            told.push_str(", ");
            told.push_str(&filter);
        }
        if self.keep_newest > 0 {
            told.push_str(", newest ");
            told.push_str(&thousands(self.keep_newest));
            told.push_str(" of each project stay");
        }
        if !self.protected.is_empty() {
            let names: Vec<&str> = self.protected.iter().map(String::as_str).collect();
            told.push_str(", protected: ");
            told.push_str(&names.join(", "));
        }
        told
    }
}

/// What keeps a line from being a filter.
fn wrong(query: &Query) -> Option<String> {
    if let Some(error) = query.errors.first() {
        return Some(error.message.clone());
    }
    let exact: usize = query
        .filter
        .contains
        .iter()
        .map(|text| text.split_whitespace().count())
        .sum();
    let loose = query.words.split_whitespace().count().saturating_sub(exact);
    (loose > 0).then(|| {
        format!(
            "{} would only rank: write \"exact words\" or a field such as type:issue",
            counted(loose, "loose word", "loose words")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-03-31T10:00:00Z".parse().unwrap()
    }

    fn rules(line: &str) -> Rules {
        Rules::new(Query::parse(line, now()).filter, now())
    }

    #[test]
    fn the_filter_of_the_panes_is_shown_and_can_be_changed() {
        let mut rules = rules("repo:shop type:issue");
        assert_eq!(rules.line().text(), "repo:shop type:issue");
        assert!(rules.edit_filter(now(), |line| {
            line.insert(" agent:qa");
        }));
        assert_eq!(rules.filter().agents, ["qa"]);
        assert!(!rules.edit_filter(now(), |line| {
            line.insert(" ");
        }));
    }

    #[test]
    fn a_wrong_line_is_told_and_changes_nothing() {
        for (line, told) in [
            (" retry", "1 loose word would only rank"),
            (" before:soon", "`soon` is no date"),
            (" tpye:issue", "did you mean `type:`"),
        ] {
            let mut rules = rules("type:issue");
            let before = rules.filter().clone();
            assert!(!rules.edit_filter(now(), |edited| {
                edited.insert(line);
            }));
            assert!(rules.wrong().unwrap().contains(told), "{line}");
            assert_eq!(*rules.filter(), before);
            assert_eq!(rules.policy(), None);
        }
        let mut exact = rules("");
        assert!(exact.edit_filter(now(), |line| {
            line.insert("\"exact words\"");
        }));
        assert_eq!(exact.wrong(), None);
    }

    #[test]
    fn the_rules_are_told_in_words() {
        let mut rules = rules("type:issue");
        rules.step_keep(true);
        rules.toggle_kind("decision");
        assert_eq!(
            rules.told(),
            "older than 90d, type:issue, newest 1 of each project stay, protected: decision"
        );
        rules.toggle_kind("decision");
        rules.step_keep(false);
        rules.step_keep(false);
        assert_eq!(rules.told(), "older than 90d, type:issue");
        let policy = rules.policy().unwrap();
        assert_eq!(policy.before.to_rfc3339(), "2025-12-31T10:00:00+00:00");
    }

    #[test]
    fn a_number_is_typed_digit_by_digit() {
        let mut rules = rules("");
        for digit in [1, 2, 0] {
            rules.type_keep(digit);
        }
        assert_eq!(rules.keep_newest, 120);
        for _ in 0..20 {
            rules.type_keep(9);
        }
        assert!(rules.keep_newest <= MOST_KEPT);
    }
}
