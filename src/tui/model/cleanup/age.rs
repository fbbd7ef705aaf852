//! The age from which a cleanup takes: typed, or picked in steps.

use chrono::{DateTime, Utc};

use crate::{domain::when, tui::model::line_box::LineBox};

/// The steps, the youngest first.
const STEPS: [&str; 14] = [
    "7d", "14d", "30d", "45d", "60d", "90d", "120d", "180d", "270d", "1y", "18mo", "2y", "3y", "5y",
];

/// The age that a new dialog proposes.
const DEFAULT: &str = "90d";

/// A moment, as people name it.
#[derive(Debug)]
pub struct Age {
    line: LineBox,
    before: Result<DateTime<Utc>, String>,
    /// The text is whole: what is typed next begins a new one.
    whole: bool,
}

impl Age {
    /// The age that a dialog begins with.
    #[must_use]
    pub fn new(now: DateTime<Utc>) -> Self {
        let mut age = Self {
            line: LineBox::default(),
            before: Err(String::new()),
            whole: true,
        };
        age.set(DEFAULT, now);
        age
    }

    /// The line and its cursor.
    #[must_use]
    pub fn line(&self) -> &LineBox {
        &self.line
    }

    /// Entries older than this are old; or what is wrong with the text.
    pub fn before(&self) -> Result<DateTime<Utc>, &str> {
        self.before.as_ref().copied().map_err(String::as_str)
    }

    /// Replaces the age as a whole.
    pub fn set(&mut self, text: &str, now: DateTime<Utc>) {
        self.line.set_text(text);
        self.whole = true;
        self.read(now);
    }

    /// Types a text; into an age that was picked or set, as a new one.
    pub fn insert(&mut self, text: &str, now: DateTime<Utc>) {
        if std::mem::take(&mut self.whole) {
            self.line.clear();
        }
        self.line.insert(text);
        self.read(now);
    }

    /// Edits the line.
    pub fn edit(&mut self, now: DateTime<Utc>, how: impl FnOnce(&mut LineBox)) {
        self.whole = false;
        how(&mut self.line);
        self.read(now);
    }

    /// Whether a dash belongs to what is being typed: a date, of which the year is there.
    #[must_use]
    pub fn takes_dash(&self) -> bool {
        let text = self.line.text();
        !self.whole
            && matches!(text.len(), 4 | 7)
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'-')
    }

    /// Goes to the next step; from what means no moment, to the first proposal.
    pub fn step(&mut self, older: bool, now: DateTime<Utc>) {
        let Ok(before) = self.before else {
            self.set(DEFAULT, now);
            return;
        };
        let moment = |step: &&str| when::parse(step, now).ok();
        let next = if older {
            STEPS
                .iter()
                .find(|step| moment(step).is_some_and(|moment| moment < before))
        } else {
            STEPS
                .iter()
                .rev()
                .find(|step| moment(step).is_some_and(|moment| moment > before))
        };
        if let Some(step) = next {
            self.set(step, now);
        }
    }

    /// Reads the text anew: ages count back from `now`.
    pub fn read(&mut self, now: DateTime<Utc>) {
        self.before = when::parse(self.line.text(), now).map_err(|error| error.to_string());
    }

    /// The age in words, as the journal and the questions tell it: `older than 90d`.
    #[must_use]
    pub fn rule(&self) -> String {
        let text = self.line.text().trim();
        if text.ends_with(char::is_alphabetic) && !text.contains('-') {
            format!("older than {text}")
        } else {
            format!("before {text}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-03-31T10:00:00Z".parse().unwrap()
    }

    fn stepped(from: &str, older: bool) -> String {
        let mut age = Age::new(now());
        age.set(from, now());
        age.step(older, now());
        age.line().text().to_owned()
    }

    #[test]
    fn steps_lead_on_from_where_one_is() {
        for (from, older, younger) in [
            ("90d", "120d", "60d"),
            ("100d", "120d", "90d"),
            ("7d", "14d", "7d"),
            ("3d", "7d", "3d"),
            ("5y", "5y", "3y"),
            ("9y", "9y", "5y"),
            ("2026-03-30", "7d", "2026-03-30"),
            ("12mo", "18mo", "270d"),
            ("soon", "90d", "90d"),
        ] {
            assert_eq!(stepped(from, true), older, "older than {from}");
            assert_eq!(stepped(from, false), younger, "younger than {from}");
        }
    }

    #[test]
    fn steps_are_in_order() {
        let moments: Vec<_> = STEPS
            .iter()
            .map(|step| when::parse(step, now()).unwrap())
            .collect();
        assert!(moments.is_sorted_by(|one, other| one > other));
    }

    #[test]
    fn typing_replaces_what_was_picked() {
        let mut age = Age::new(now());
        for part in ["4", "5", "d"] {
            age.insert(part, now());
        }
        assert_eq!(age.line().text(), "45d");
        assert_eq!(age.before(), Ok(when::parse("45d", now()).unwrap()));
        assert_eq!(age.rule(), "older than 45d");
    }

    #[test]
    fn a_dash_is_text_in_a_date_alone() {
        let mut age = Age::new(now());
        assert!(!age.takes_dash());
        age.insert("9", now());
        assert!(!age.takes_dash());
        age.insert("0d", now());
        assert!(!age.takes_dash());
        age.set("", now());
        age.insert("2026", now());
        assert!(age.takes_dash());
        age.insert("-01", now());
        assert!(age.takes_dash());
        age.insert("-31", now());
        assert_eq!(age.rule(), "before 2026-01-31");
        assert!(age.before().is_ok() && !age.takes_dash());
    }

    #[test]
    fn what_is_no_age_says_why() {
        let mut age = Age::new(now());
        age.insert("30m", now());
        assert!(age.before().unwrap_err().contains("30min or 30mo"));
    }
}
