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

/// A command as people type it.
struct Row {
    /// Its names: the one that is told first, the shortest last.
    names: &'static [&'static str],
    /// What follows the name.
    argument: &'static str,
    /// What it does.
    does: &'static str,
    /// What it comes to with what follows; `None` when that will not do.
    read: fn(&str) -> Option<Command>,
}

const TABLE: [Row; 19] = [
    Row {
        names: &["search", "s"],
        argument: "WORDS",
        does: "find entries; /WORDS does the same. Fields go beside words: /token type:decision agent:qa before:90d \"exact words\"",
        read: |rest| Some(Command::searching(rest)),
    },
    Row {
        names: &["all", "list", "l"],
        argument: "",
        does: "every entry, as far as the filter lets them through",
        read: |rest| bare(rest, Command::All),
    },
    Row {
        names: &["next", "n"],
        argument: "",
        does: "the next page",
        read: |rest| bare(rest, Command::Next),
    },
    Row {
        names: &["previous", "p"],
        argument: "",
        does: "the page before",
        read: |rest| bare(rest, Command::Previous),
    },
    Row {
        names: &["again"],
        argument: "",
        does: "say this page again",
        read: |rest| bare(rest, Command::Again),
    },
    Row {
        names: &["read", "r"],
        argument: "NUMBER",
        does: "a whole entry; the number alone does the same",
        read: |rest| reading(rest, false),
    },
    Row {
        names: &["reveal"],
        argument: "NUMBER",
        does: "the same, with its credentials, which are masked else",
        read: |rest| reading(rest, true),
    },
    Row {
        names: &["filter", "f"],
        argument: "FIELDS",
        does: "keep to these fields until told otherwise: filter type:issue after:30d",
        read: |rest| Some(Command::Filter(rest.to_owned())),
    },
    Row {
        names: &["unfilter"],
        argument: "",
        does: "keep to nothing",
        read: |rest| bare(rest, Command::Unfilter),
    },
    Row {
        names: &["projects"],
        argument: "",
        does: "the projects, with numbers",
        read: |rest| bare(rest, Command::Projects),
    },
    Row {
        names: &["project"],
        argument: "NAME",
        does: "keep to a project; its number in the list does too",
        read: |rest| (!rest.is_empty()).then(|| Command::Project(rest.to_owned())),
    },
    Row {
        names: &["mode", "m"],
        argument: "NAME",
        does: "search by hybrid, semantic, keyword or fuzzy",
        read: |rest| match rest {
            "" => Some(Command::Mode(None)),
            name => SearchMode::named(name).map(|mode| Command::Mode(Some(mode))),
        },
    },
    Row {
        names: &["sort"],
        argument: "",
        does: "newest or oldest first",
        read: |rest| bare(rest, Command::Sort),
    },
    Row {
        names: &["delete", "d"],
        argument: "NUMBERS",
        does: "move entries to the trash, after a question: delete 3, delete 2 5, delete 2-6",
        read: |rest| numbers(rest).map(Command::Delete),
    },
    Row {
        names: &["undo", "u"],
        argument: "",
        does: "take the last change back, after a question",
        read: |rest| bare(rest, Command::Undo),
    },
    Row {
        names: &["redo"],
        argument: "",
        does: "make again what was taken back last, after a question",
        read: |rest| bare(rest, Command::Redo),
    },
    Row {
        names: &["edit", "e"],
        argument: "NUMBER",
        does: "open an entry in the editor that VISUAL or EDITOR names",
        read: |rest| number(rest).map(Command::Edit),
    },
    Row {
        names: &["help", "?", "h"],
        argument: "",
        does: "these commands",
        read: |rest| bare(rest, Command::Help),
    },
    Row {
        names: &["quit", "exit", "q"],
        argument: "",
        does: "the end; so does the end of the input",
        read: |rest| bare(rest, Command::Quit),
    },
];

/// What can be done, line by line.
pub fn help() -> impl Iterator<Item = String> {
    TABLE.iter().map(|row| {
        let (name, short) = (row.names[0], &row.names[1..]);
        let mut line = name.to_owned();
        if !row.argument.is_empty() {
            line = format!("{line} {}", row.argument);
        }
        if let Some(short) = short.last() {
            line = format!("{line}, or {short}");
        }
        format!("{line}: {}.", row.does)
    })
}

impl Command {
    /// Reads a line.
    pub fn parse(line: &str) -> Self {
        let line = line.trim();
        if line.is_empty() {
            return Self::Nothing;
        }
        if let Some(words) = line.strip_prefix('/') {
            return Self::searching(words);
        }
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        let command = if let Ok(number) = name.parse() {
            let reveal = false;
            bare(rest, Self::Read { number, reveal })
        } else {
            let name = name.to_lowercase();
            let row = TABLE.iter().find(|row| row.names.contains(&&*name));
            row.and_then(|row| (row.read)(rest))
        };
        command.unwrap_or_else(|| Self::Unknown(line.to_owned()))
    }

    fn searching(words: &str) -> Self {
        match words.trim() {
            "" => Self::All,
            words => Self::Search(words.to_owned()),
        }
    }
}

/// A command that nothing follows.
fn bare(rest: &str, command: Command) -> Option<Command> {
    rest.is_empty().then_some(command)
}

fn reading(rest: &str, reveal: bool) -> Option<Command> {
    number(rest).map(|number| Command::Read { number, reveal })
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
            ("?", Command::Help),
            ("redo", Command::Redo),
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
        for row in TABLE {
            for name in row.names {
                let argument = match row.argument {
                    "NUMBER" | "NUMBERS" => "1",
                    "NAME" if row.names[0] == "mode" => "fuzzy",
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

    #[test]
    fn the_help_tells_every_command() {
        let help: Vec<String> = help().collect();
        for name in ["redo:", "undo, or u:", "help, or h:", "quit, or q:"] {
            assert!(help.iter().any(|line| line.starts_with(name)), "{name}");
        }
    }
}
