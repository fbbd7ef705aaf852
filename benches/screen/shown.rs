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

const CORNER: &str = "╭─ Results";
const PROMPT: &str = "│ › ";

impl Shown {
    /// Reads them off; empty where they do not show.
    pub fn of(screen: &vt100::Screen) -> Self {
        let (_, columns) = screen.size();
        let lines: Vec<String> = screen.rows(0, columns).collect();
        let query = lines
            .iter()
            .find_map(|line| {
                let (_, after) = line.split_once(PROMPT)?;
                Some(after.split('│').next()?.trim_end().to_owned())
            })
            .unwrap_or_default();
        let Some((row, from, width)) = pane(&lines) else {
            return Self {
                query,
                ..Self::default()
            };
        };
        let mut lines = screen.rows(from, width).skip(row);
        Self {
            query,
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

/// The row of the results' title, its first column and how many it has. Nothing on its left is wider
/// than one cell a character.
fn pane(lines: &[String]) -> Option<(usize, u16, u16)> {
    let mut numbered = lines.iter().enumerate();
    let (row, at) = numbered.find_map(|(row, line)| Some((row, line.find(CORNER)?)))?;
    let (before, title) = lines[row].split_at(at);
    let width = title.chars().take_while(|cell| *cell != '╮').count() + 1;
    let columns = |count: usize| u16::try_from(count).ok();
    Some((row, columns(before.chars().count())?, columns(width)?))
}
