//! The name of a file that is about to be written.

use std::path::{Path, PathBuf};

use super::line_box::LineBox;

/// A line for the name of a file. It stays until the file is written, so that a name which will not
/// do can be changed.
#[derive(Debug, Default)]
pub struct FilePrompt {
    /// The path being typed.
    pub line: LineBox,
    /// Why the last one will not do.
    pub wrong: Option<String>,
    /// The file that is being written.
    writing: Option<PathBuf>,
}

impl FilePrompt {
    /// Proposes a name.
    #[must_use]
    pub fn proposing(name: &str) -> Self {
        let mut prompt = Self::default();
        prompt.line.propose(name);
        prompt
    }

    /// The path that is typed, unless there is none.
    pub fn path(&mut self) -> Option<PathBuf> {
        let path = self.line.text().trim();
        if path.is_empty() {
            self.wrong = Some("a file has a name".to_owned());
            return None;
        }
        Some(path.into())
    }

    /// Whether the file is being written.
    #[must_use]
    pub fn is_writing(&self) -> bool {
        self.writing.is_some()
    }

    /// Whether this file is being written.
    #[must_use]
    pub fn writes(&self, path: &Path) -> bool {
        self.writing.as_deref() == Some(path)
    }

    /// The file is being written.
    pub fn begin(&mut self, path: PathBuf) {
        self.wrong = None;
        self.writing = Some(path);
    }

    /// The file could not be written.
    pub fn failed(&mut self, why: &str) {
        self.wrong = Some(why.to_owned());
        self.writing = None;
    }
}
