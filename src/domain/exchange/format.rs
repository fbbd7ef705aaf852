//! The formats that go in and out.

use std::{fmt, path::Path, str::FromStr};

use super::markdown;

/// A format of entries outside of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A JSON document a line.
    JsonLines,
    /// One JSON document, `{"entries":[...],"total":N}`; on the way in also a mere list, and what
    /// the Node manager prints.
    Json,
    /// A table of texts.
    Csv,
    /// A document for people, a chapter a project.
    Markdown,
    /// A table of columns.
    Parquet,
    /// What claude-mem's export script writes.
    ClaudeMem,
    /// A folder of basic-memory's notes.
    BasicMemory,
    /// A LanceDB table of memories, as `OpenClaw`'s plugins keep them.
    OpenClaw,
    /// A folder of architecture decision records (MADR, Nygard).
    DecisionRecords,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 9] = [
        Self::JsonLines,
        Self::Json,
        Self::Csv,
        Self::Markdown,
        Self::Parquet,
        Self::ClaudeMem,
        Self::BasicMemory,
        Self::OpenClaw,
        Self::DecisionRecords,
    ];

    /// Those that lore writes.
    pub const WRITTEN: [Self; 5] = [
        Self::JsonLines,
        Self::Json,
        Self::Csv,
        Self::Markdown,
        Self::Parquet,
    ];

    /// The name, as on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonLines => "jsonl",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Markdown => "md",
            Self::Parquet => "parquet",
            Self::ClaudeMem => "claude-mem",
            Self::BasicMemory => "basic-memory",
            Self::OpenClaw => "openclaw",
            Self::DecisionRecords => "adr",
        }
    }

    /// The format that a file's name tells.
    #[must_use]
    pub fn of_name(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_lowercase();
        Some(match ending.as_str() {
            "jsonl" | "ndjson" => Self::JsonLines,
            "json" => Self::Json,
            "csv" => Self::Csv,
            "md" | "markdown" => Self::Markdown,
            "parquet" => Self::Parquet,
            _ => return None,
        })
    }

    /// The format that a file's first bytes tell.
    #[must_use]
    pub fn of_beginning(bytes: &[u8]) -> Option<Self> {
        /// Long enough for the keys that tell claude-mem's document.
        const LOOKED_AT: usize = 4096;
        if bytes.starts_with(b"PAR1") {
            return Some(Self::Parquet);
        }
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(LOOKED_AT)]);
        let text = text.trim_start_matches('\u{feff}').trim_start();
        if text.starts_with('[') {
            return Some(Self::Json);
        }
        if text.starts_with('{') {
            // The metadata of an entry may have keys of any name.
            if first_key(text).is_some_and(|key| COLUMNS.contains(&key)) {
                return Some(Self::JsonLines);
            }
            let claude_mem = ["\"observations\"", "\"totalObservations\""];
            let is_theirs = claude_mem.iter().any(|key| text.contains(key));
            return Some(if is_theirs {
                Self::ClaudeMem
            } else {
                Self::Json
            });
        }
        if markdown::is_written(text) || text.starts_with("---") || text.starts_with('#') {
            return Some(Self::Markdown);
        }
        let first = text.lines().next().unwrap_or_default().to_lowercase();
        let is_column = |name: &str| name.trim().trim_matches('"') == "text";
        first.split(',').any(is_column).then_some(Self::Csv)
    }

    /// What it cannot carry, for people; `None` when it carries everything.
    #[must_use]
    pub fn lacks(self) -> Option<&'static str> {
        match self {
            Self::Csv => Some("CSV knows no null: a column that is null becomes an empty text"),
            Self::Markdown => {
                Some("Markdown carries no vectors: they are made anew when it is imported")
            }
            _ => None,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// What the documents of JSON lines begin with, one of the columns; others begin with a list, or
/// with what tells of one.
const COLUMNS: [&str; 10] = [
    "id",
    "text",
    "type",
    "repository",
    "project_id",
    "session_id",
    "agent",
    "timestamp",
    "metadata",
    "vector",
];

/// The first key of a JSON object that stands on the line of its brace.
fn first_key(json: &str) -> Option<&str> {
    let inside = json.lines().next()?.strip_prefix('{')?;
    inside.trim_start().strip_prefix('"')?.split('"').next()
}

/// The text names no [`Format`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownFormat;

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Self::ALL
            .into_iter()
            .find(|format| format.name() == name)
            .ok_or(UnknownFormat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        for format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(format));
        }
        assert_eq!("xml".parse::<Format>(), Err(UnknownFormat));
    }

    #[test]
    fn the_beginning_tells_the_format() {
        for (beginning, format) in [
            ("PAR1\0", Some(Format::Parquet)),
            ("\u{feff}\n [", Some(Format::Json)),
            ("{\"entries\":[", Some(Format::Json)),
            ("{\n  \"results\": [", Some(Format::Json)),
            ("{\"id\":\"a\"}\n{", Some(Format::JsonLines)),
            ("{ \"text\":\"never ended", Some(Format::JsonLines)),
            ("{\"total\":0,\"results\":[]}", Some(Format::Json)),
            ("{\"totalObservations\": 2}", Some(Format::ClaudeMem)),
            ("id,type,\"text\"\n", Some(Format::Csv)),
            ("# shop\n", Some(Format::Markdown)),
            ("\u{feff}\n<!-- lore:export -->\n", Some(Format::Markdown)),
            ("id,text\na,\"<!-- lore:export -->\"\n", Some(Format::Csv)),
            (
                "{\"id\":\"a\",\"metadata\":{\"observations\":1}}",
                Some(Format::JsonLines),
            ),
            ("hello", None),
            ("", None),
        ] {
            assert_eq!(
                Format::of_beginning(beginning.as_bytes()),
                format,
                "{beginning}"
            );
        }
    }

    #[test]
    fn the_name_tells_the_format() {
        assert_eq!(
            Format::of_name(Path::new("a.JSONL")),
            Some(Format::JsonLines)
        );
        assert_eq!(Format::of_name(Path::new("notes")), None);
    }
}
