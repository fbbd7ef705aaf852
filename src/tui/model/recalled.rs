//! Searches that were used, and where one walks among them.

use crate::config::state::Searches;

/// Searches that were used, and the place among them of the one that shows.
#[derive(Debug, Default)]
pub struct RecalledSearches {
    searches: Searches,
    /// The one that shows, and what was being typed before.
    shown: Option<(usize, String)>,
}

impl RecalledSearches {
    /// Takes over what earlier runs remembered.
    pub fn load(&mut self, searches: Searches) {
        self.searches = searches;
        self.shown = None;
    }

    /// Whether there is any.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.searches.lines().is_empty()
    }

    /// A search was used. Tells whether it is one to be remembered and was not the newest.
    pub fn used(&mut self, line: &str) -> bool {
        self.shown = None;
        let newest = self.searches.lines().first();
        newest.is_none_or(|newest| newest != line.trim()) && self.searches.add(line)
    }

    /// Whether this is the search that was used last.
    #[must_use]
    pub fn is_newest(&self, line: &str) -> bool {
        self.searches
            .lines()
            .first()
            .is_some_and(|newest| newest == line)
    }

    /// What one types is no search of before any more.
    pub fn leave(&mut self) {
        self.shown = None;
    }

    /// The line of an older search, or a newer one; behind the newest is what was being typed.
    /// `None` at the end. A search that stands in the line already is passed over.
    pub fn walk(&mut self, older: bool, line: &str) -> Option<String> {
        let lines = self.searches.lines();
        let (at, draft) = match (self.shown.take(), older) {
            (None, false) => return None,
            (None, true) => {
                let same = lines.first().is_some_and(|newest| newest == line.trim());
                (usize::from(same), line.to_owned())
            }
            (Some((at, draft)), true) => ((at + 1).min(lines.len().saturating_sub(1)), draft),
            (Some((0, draft)), false) => return Some(draft),
            (Some((at, draft)), false) => (at - 1, draft),
        };
        let found = lines.get(at)?.clone();
        self.shown = Some((at, draft));
        Some(found)
    }

    /// The place of the search that shows, from 1, and how many there are.
    #[must_use]
    pub fn place(&self) -> Option<(usize, usize)> {
        let (at, _) = self.shown.as_ref()?;
        Some((at + 1, self.searches.lines().len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recalled(newest_first: &[&str]) -> RecalledSearches {
        let mut recalled = RecalledSearches::default();
        recalled.load(Searches::from_lines(&newest_first.join("\n")));
        recalled
    }

    #[test]
    fn one_walks_back_and_forth_and_loses_nothing() {
        let mut recalled = recalled(&["c", "b", "a"]);
        let mut line = "typed".to_owned();
        for (older, expected) in [
            (true, "c"),
            (true, "b"),
            (true, "a"),
            (true, "a"),
            (false, "b"),
            (false, "c"),
            (false, "typed"),
        ] {
            line = recalled.walk(older, &line).unwrap();
            assert_eq!(line, expected);
        }
        assert_eq!(recalled.walk(false, &line), None);
        assert_eq!(recalled.place(), None);
    }

    #[test]
    fn the_search_that_shows_is_not_offered_again() {
        let mut recalled = recalled(&["b", "a"]);
        assert_eq!(recalled.walk(true, "b ").as_deref(), Some("a"));
        assert_eq!(recalled.place(), Some((2, 2)));
    }

    #[test]
    fn without_any_the_line_stays() {
        let mut recalled = recalled(&[]);
        assert!(recalled.is_empty());
        assert_eq!(recalled.walk(true, "typed"), None);
        assert!(recalled.used("new"));
        assert!(!recalled.used("new "));
        assert!(!recalled.used(" "));
    }
}
