//! Searches that were used, the newest first.

use crate::domain::secret;

/// Searches that are remembered.
pub const MAX_SEARCHES: usize = 200;

/// Searches that were used, the newest first, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Searches(Vec<String>);

impl Searches {
    /// The lines of a file, the newest first.
    #[must_use]
    pub fn from_lines(text: &str) -> Self {
        let mut searches = Self::default();
        for line in text.lines().rev() {
            searches.add(line);
        }
        searches
    }

    /// The same as lines.
    #[must_use]
    pub fn to_lines(&self) -> String {
        self.0.iter().flat_map(|line| [line, "\n"]).collect()
    }

    /// Takes a search that was used in, as the newest. A blank one is none, and one that holds a
    /// credential is better forgotten. Tells whether it was taken.
    pub fn add(&mut self, line: &str) -> bool {
        let line = line.trim();
        if line.is_empty() || line.contains(char::is_control) || !may_be_kept(line) {
            return false;
        }
        self.0.retain(|known| known != line);
        self.0.insert(0, line.to_owned());
        self.0.truncate(MAX_SEARCHES);
        true
    }

    /// Takes others in, the newest of them as the newest of all.
    pub fn extend(&mut self, newest_first: &[String]) {
        for line in newest_first.iter().rev() {
            self.add(line);
        }
    }

    /// All of them, the newest first.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.0
    }
}

/// Whether a line may be written down: no credential was found in it.
#[must_use]
pub fn may_be_kept(line: &str) -> bool {
    secret::find(line).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stands_once_and_the_newest_first() {
        let mut searches = Searches::default();
        for line in ["one", "two", " one ", "", "  ", "a\u{7}b"] {
            searches.add(line);
        }
        assert_eq!(searches.lines(), ["one", "two"]);
        searches.extend(&["four".to_owned(), "two".to_owned()]);
        assert_eq!(searches.lines(), ["four", "two", "one"]);
        assert_eq!(Searches::from_lines(&searches.to_lines()), searches);
    }

    #[test]
    fn no_more_than_can_be_looked_through() {
        let mut searches = Searches::default();
        for number in 0..MAX_SEARCHES + 5 {
            searches.add(&format!("search {number}"));
        }
        assert_eq!(searches.lines().len(), MAX_SEARCHES);
        assert_eq!(searches.lines()[0], format!("search {}", MAX_SEARCHES + 4));
    }

    #[test]
    fn credentials_are_forgotten() {
        let mut searches = Searches::default();
        let token = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
        assert!(!searches.add(&format!("where is {token} used")));
        assert!(searches.add("where is the token used"));
        assert_eq!(searches.lines(), ["where is the token used"]);
    }
}
