//! The search box: a line, and what it means.

use chrono::{DateTime, Utc};

use super::{
    completion::Completion,
    line_box::{LineBox, MAX_CHARS},
    recalled::RecalledSearches,
};
use crate::domain::query::{self, Clause, Field, Query};

/// The search box.
#[derive(Debug, Default)]
pub struct SearchBox {
    line: LineBox,
    query: Query,
    /// Searches that were used.
    pub(crate) recall: RecalledSearches,
    /// What is offered for the word at the cursor.
    pub(crate) completion: Completion,
}

impl SearchBox {
    /// The line and its cursor.
    #[must_use]
    pub fn line(&self) -> &LineBox {
        &self.line
    }

    /// What the line means; [`Query::errors`] are shown under the box.
    #[must_use]
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Adds `field:value` at the end of the line, or takes it out when it is there; another
    /// `before:` or `after:` makes place for it. Tells whether the line is another one now: it is
    /// not when the language cannot write the value or the line is full.
    pub fn toggle_filter(&mut self, field: Field, value: &str, now: DateTime<Utc>) -> bool {
        let Some(line) = query::toggled(self.line.text(), field, value) else {
            return false;
        };
        line.chars().count() <= MAX_CHARS && self.change(now, |it| it.set_text(&line))
    }

    /// Takes a part of the line out, such as a chip that was clicked away. Tells whether there was
    /// one.
    pub fn remove_clause(&mut self, clause: &Clause, now: DateTime<Utc>) -> bool {
        if !self.query.clauses.contains(clause) {
            return false;
        }
        let line = query::without(self.line.text(), clause.span.clone());
        self.change(now, |it| it.set_text(&line))
    }

    /// Changes the line and reads it anew. Tells whether the text is another one now.
    pub fn change(&mut self, now: DateTime<Utc>, how: impl FnOnce(&mut LineBox)) -> bool {
        let before = self.line.text().to_owned();
        how(&mut self.line);
        if self.line.text() == before {
            return false;
        }
        self.query = Query::parse(self.line.text(), now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_added_and_taken_out() {
        let now = DateTime::UNIX_EPOCH;
        let mut search_box = SearchBox::default();
        search_box.change(now, |line| line.set_text("token"));
        assert!(search_box.toggle_filter(Field::Type, "my type", now));
        assert_eq!(search_box.line().text(), "token type:\"my type\" ");
        assert_eq!(search_box.query().filter.kinds, ["my type"]);
        assert!(search_box.toggle_filter(Field::Type, "my type", now));
        assert_eq!(search_box.query().filter.kinds, [""; 0]);
        assert!(!search_box.toggle_filter(Field::Type, "a \"b\"", now));
        search_box.change(now, |line| line.set_text("a type:x b"));
        let clause = search_box.query().clauses[0].clone();
        assert!(search_box.remove_clause(&clause, now));
        assert_eq!(search_box.line().text(), "a b");
        assert!(!search_box.remove_clause(&clause, now));
    }
}
