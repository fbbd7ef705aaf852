//! What a line asks for.

use crate::domain::search::SearchMode;

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The line is empty.
    Nothing,
    /// Find these words, or list what these fields admit.
    Search(String),
    /// List everything again.
    All,
    /// The page after this one.
    Next,
    /// The page before.
    Previous,
    /// Say this page again.
    Again,
    /// Say a whole entry, its credentials too or not.
    Read { number: usize, reveal: bool },
    /// Keep to these fields; without any, tell which are kept to.
    Filter(String),
    /// Keep to nothing.
    Unfilter,
    /// The projects.
    Projects,
    /// Keep to a project, by number or name.
    Project(String),
    /// Search in another way; without one, tell which.
    Mode(Option<SearchMode>),
    /// The other order.
    Sort,
    /// Into the trash.
    Delete(Vec<usize>),
    /// Take the last change back.
    Undo,
    /// Make it again.
    Redo,
    /// Open in the editor that the environment names.
    Edit(usize),
    /// What can be done.
    Help,
    /// The end.
    Quit,
    /// The line asks for nothing that is known.
    Unknown(String),
}

/// Names of a command, what follows it, and what it does.
type Row = (&'static [&'static str], &'static str, &'static str);

const TABLE: [Row; 17] = [
    (
        &["search", "s"],
        "WORDS",
        "find entries; /WORDS does the same. Fields go beside words: /token type:decision agent:qa before:90d \"exact words\"",
    ),
    (
        &["all", "list", "l"],
        "",
        "every entry, as far as the filter lets them through",
    ),
    (&["next", "n"], "", "the next page"),
    (&["previous", "p"], "", "the page before"),
    (&["again"], "", "say this page again"),
    (
        &["read", "r"],
        "NUMBER",
        "a whole entry; the number alone does the same",
    ),
    (
        &["reveal"],
        "NUMBER",
        "the same, with its credentials, which are masked else",
    ),
    (
        &["filter", "f"],
        "FIELDS",
        "keep to these fields until told otherwise: filter type:issue after:30d",
    ),
    (&["unfilter"], "", "keep to nothing"),
    (&["projects"], "", "the projects, with numbers"),
    (
        &["project"],
        "NAME",
        "keep to a project; its number in the list does too",
    ),
    (
        &["mode", "m"],
        "NAME",
        "search by hybrid, semantic, keyword or fuzzy",
    ),
    (&["sort"], "", "newest or oldest first"),
    (
        &["delete", "d"],
        "NUMBERS",
        "move entries to the trash, after a question: delete 3, delete 2 5, delete 2-6",
    ),
    (
        &["undo", "u"],
        "",
        "take the last change back, after a question; redo makes it again",
    ),
    (
        &["edit", "e"],
        "NUMBER",
        "open an entry in the editor that VISUAL or EDITOR names",
    ),
    (&["quit", "q"], "", "the end; so does the end of the input"),
];

/// What can be done, line by line.
pub fn help() -> impl Iterator<Item = String> {
    TABLE.iter().map(|(names, argument, does)| {
        let (name, short) = (names[0], &names[1..]);
        let mut line = name.to_owned();
        if !argument.is_empty() {
            line = format!("{line} {argument}");
        }
        if let Some(short) = short.last() {
            line = format!("{line}, or {short}");
        }
        format!("{line}: {does}.")
    })
}

impl Command {
    /// Reads a line.
    pub fn parse(line: &str) -> Self {
        let line = line.trim();
        if let Some(words) = line.strip_prefix('/') {
            return Self::searching(words);
        }
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        let unknown = || Self::Unknown(line.to_owned());
        let bare = |command| if rest.is_empty() { command } else { unknown() };
        if name.is_empty() {
            return Self::Nothing;
        }
        if let Ok(number) = name.parse() {
            let reveal = false;
            return bare(Self::Read { number, reveal });
        }
        let name = name.to_lowercase();
        let row = TABLE.iter().find(|row| row.0.contains(&name.as_str()));
        match row.map_or(name.as_str(), |row| row.0[0]) {
            "search" => Self::searching(rest),
            "all" => bare(Self::All),
            "next" => bare(Self::Next),
            "previous" => bare(Self::Previous),
            "again" => bare(Self::Again),
            read @ ("read" | "reveal") => number(rest).map_or_else(unknown, |number| Self::Read {
                number,
                reveal: read == "reveal",
            }),
            "filter" => Self::Filter(rest.to_owned()),
            "unfilter" => bare(Self::Unfilter),
            "projects" => bare(Self::Projects),
            "project" if !rest.is_empty() => Self::Project(rest.to_owned()),
            "mode" if rest.is_empty() => Self::Mode(None),
            "mode" => SearchMode::ALL
                .into_iter()
                .find(|mode| mode.name() == rest)
                .map_or_else(unknown, |mode| Self::Mode(Some(mode))),
            "sort" => bare(Self::Sort),
            "delete" => numbers(rest).map_or_else(unknown, Self::Delete),
            "undo" => bare(Self::Undo),
            "redo" => bare(Self::Redo),
            "edit" => number(rest).map_or_else(unknown, Self::Edit),
            "help" | "?" | "h" => bare(Self::Help),
            "quit" | "exit" => bare(Self::Quit),
            _ => unknown(),
        }
    }

    fn searching(words: &str) -> Self {
        match words.trim() {
            "" => Self::All,
            words => Self::Search(words.to_owned()),
        }
    }
}

fn number(text: &str) -> Option<usize> {
    text.parse().ok().filter(|number| *number > 0)
}

/// Numbers and ranges: `2 5`, `2,5`, `2-6`.
fn numbers(text: &str) -> Option<Vec<usize>> {
    /// Nobody names more in a line, and a slip must not fill the memory.
    const MOST: usize = 1_000;
    let mut numbers = Vec::new();
    for part in text.split([' ', ',']).filter(|part| !part.is_empty()) {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to) = (number(from)?, number(to)?);
        if to < from || to - from >= MOST {
            return None;
        }
        numbers.extend(from..=to);
    }
    numbers.sort_unstable();
    numbers.dedup();
    (!numbers.is_empty() && numbers.len() <= MOST).then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read() {
        let read = |number, reveal| Command::Read { number, reveal };
        for (line, command) in [
            ("", Command::Nothing),
            ("  ", Command::Nothing),
            (
                "/token type:issue",
                Command::Search("token type:issue".into()),
            ),
            ("search token", Command::Search("token".into())),
            ("s next", Command::Search("next".into())),
            ("/", Command::All),
            ("N", Command::Next),
            ("p", Command::Previous),
            ("12", read(12, false)),
            ("read 12", read(12, false)),
            ("reveal 1", read(1, true)),
            ("mode keyword", Command::Mode(Some(SearchMode::Keyword))),
            ("project shop/api", Command::Project("shop/api".into())),
            ("d 3", Command::Delete(vec![3])),
            ("delete 5 2, 7-9 2", Command::Delete(vec![2, 5, 7, 8, 9])),
            ("exit", Command::Quit),
        ] {
            assert_eq!(Command::parse(line), command, "{line}");
        }
    }

    #[test]
    fn what_is_no_command_is_none() {
        for line in [
            "token",
            "next page",
            "delete",
            "delete x",
            "delete 0",
            "delete 9-2",
            "delete 1-99999999999",
            "read",
            "mode loud",
            "3 4",
            "quit now",
        ] {
            assert_eq!(Command::parse(line), Command::Unknown(line.into()));
        }
    }

    #[test]
    fn every_name_of_the_help_is_a_command() {
        for (names, argument, _) in TABLE {
            for name in names {
                let argument = match argument {
                    "NUMBER" | "NUMBERS" => "1",
                    "NAME" if names[0] == "mode" => "fuzzy",
                    other => other,
                };
                let line = format!("{name} {argument}");
                assert!(
                    !matches!(Command::parse(&line), Command::Unknown(_)),
                    "{line}"
                );
            }
        }
    }
}
