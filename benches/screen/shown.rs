//! What a person reads off the screen: the search line, the results and what stands over them.

/// The parts of the screen that the meter looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// What stands in the search box.
    pub query: String,
    /// The upper border of the results: their order and number.
    pub title: String,
    /// The lines below.
    pub rows: Vec<String>,
}

/// The search box's left border, and what stands before the query.
const PROMPT: &str = "│ › ";

/// From the line of the query to the upper border of the results.
const BELOW: usize = 2;

impl Shown {
    /// Reads them off; empty where they do not show. Completions that are offered may hide parts of the
    /// results, but not their place, which is that of the search box above.
    pub fn of(screen: &vt100::Screen) -> Self {
        let columns = screen.size().1.get();
        let lines: Vec<String> = screen.rows(0, columns).collect();
        let Some((row, from, inside)) = search_box(&lines) else {
            return Self::default();
        };
        // Both borders belong to it.
        let width = u16::try_from(inside.chars().count() + 2).unwrap_or(columns);
        let mut lines = screen.rows(from, width).skip(row + BELOW);
        Self {
            query: inside.trim().trim_start_matches("› ").to_owned(),
            title: lines.next().unwrap_or_default(),
            rows: lines.collect(),
        }
    }

    /// Whether hits or entries show that are not about to be replaced.
    pub fn is_settled(&self) -> bool {
        let title = self.title.trim_end_matches(['─', '╮', ' ']);
        title.ends_with(|end: char| end.is_ascii_digit()) && !self.is_waiting()
    }

    /// Whether a search is under way.
    pub fn is_waiting(&self) -> bool {
        ["searching", "loading"]
            .iter()
            .any(|word| self.title.contains(word))
    }

    /// Whether the results look the same; the search line does not count.
    pub fn has_results_of(&self, other: &Self) -> bool {
        self.title == other.title && self.rows == other.rows
    }
}

/// The row of the search box's line, its first column, and what stands between its borders. Nothing on
/// its left or in it is wider than one cell a character.
fn search_box(lines: &[String]) -> Option<(usize, u16, &str)> {
    lines.iter().enumerate().find_map(|(row, line)| {
        let (left, _) = line.split_once(PROMPT)?;
        let (_, behind) = line[left.len()..].split_once('│')?;
        let (inside, _) = behind.split_once('│')?;
        Some((row, u16::try_from(left.chars().count()).ok()?, inside))
    })
}
