//! An entry as a document for a text editor: its fields as front matter, then its text exactly.
//!
//! ```text
//! ---
//! # comments, and lines that are empty, mean nothing
//! type: decision
//! project: shop
//! agent: architect
//! session:
//! metadata: {"tags": ["auth"]}
//! ---
//! The text, up to the end of the file.
//! ```
//!
//! * A value stands behind its colon without white space around it. One that begins with `"` is a
//!   JSON string and means what that says: line breaks and control characters are written so.
//! * Metadata may go on over the next lines.
//! * The text is everything below the second `---`, byte for byte. The document ends with one line
//!   feed of its own, since editors like to add one; whether it is there when the document comes
//!   back makes no difference. A text that ends with a line feed thus shows as an empty last line.

mod head;

use std::fmt::Write;

use thiserror::Error;

use self::head::Head;
use super::{
    entry::Entry,
    fields::{Field, Fields},
    metadata::MetadataError,
    printable::printable_line,
    value::ValueError,
};

/// The fields of the front matter, in its order.
const IN_FRONT: [Field; 5] = [
    Field::Kind,
    Field::Project,
    Field::Agent,
    Field::Session,
    Field::Metadata,
];

/// Stands alone on the lines around the front matter.
const FENCE: &str = "---";

/// Begins the lines above a document that tell what is wrong with it.
const COMPLAINT: &str = "# >>> ";

/// What some editors put before a document.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A document that is no draft.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {reason}")]
pub struct DraftError {
    /// Where, from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
}

impl DraftError {
    fn new(line: usize, reason: impl Into<String>) -> Self {
        Self {
            line,
            reason: reason.into(),
        }
    }
}

/// The document for these values. What cannot be edited of `entry` stands in it as a comment.
#[must_use]
pub fn to_document(fields: &Fields, entry: &Entry) -> String {
    let mut document = format!("{FENCE}\n");
    // Writing to a string cannot fail.
    let _ = writeln!(
        document,
        "# {} of {}, written {}",
        printable_line(&entry.id),
        printable_line(&entry.repository),
        printable_line(&entry.timestamp),
    );
    document += "# The text stands below the second ---. To change the entry, save and leave;\n";
    document += "# left as it is, or emptied, nothing is changed.\n";
    for field in IN_FRONT {
        let _ = writeln!(document, "{}", head::line(field, fields.get(field)));
    }
    document + FENCE + "\n" + fields.get(Field::Text) + "\n"
}

/// Reads a document. Values that differ from those of `base` must be such as entries may have;
/// what other programs have stored may stay as odd as it is.
pub fn parse(document: &str, base: &Entry) -> Result<Fields, DraftError> {
    let (head, text) = Head::split(document)?;
    let mut fields = Fields::default();
    fields.set(Field::Text, text.to_owned());
    for field in IN_FRONT {
        fields.set(field, head.value(field)?);
    }
    fields.edit_of(&base.into()).check().map_err(|error| {
        let line = match &error {
            ValueError::Text(_) => head.end + 1,
            ValueError::Kind(_) => head.line(Field::Kind),
            ValueError::ControlCharacter(field) | ValueError::Reorders(field) => head.line(*field),
            ValueError::Metadata(MetadataError::NotJson { line, .. })
                if !head.is_quoted(Field::Metadata) =>
            {
                head.line(Field::Metadata) + line - 1
            }
            ValueError::Metadata(_) => head.line(Field::Metadata),
        };
        DraftError::new(line, error.to_string())
    })?;
    Ok(fields)
}

/// The document with what is wrong with it told above, in place of what was told there before.
#[must_use]
pub fn with_complaint(document: &str, error: &DraftError) -> String {
    const LINES: usize = 3;
    let document = document.strip_prefix(BYTE_ORDER_MARK).unwrap_or(document);
    let told = complaints(document);
    let document = &document[told.bytes..];
    let line = error.line.saturating_sub(told.lines) + LINES;
    let reason = printable_line(&error.reason);
    format!(
        "{COMPLAINT}line {line} is wrong: {reason}\n\
         {COMPLAINT}Correct it, save and leave the editor. Saved as it stands here, nothing is\n\
         {COMPLAINT}changed and this file is kept; emptied, nothing is changed.\n{document}"
    )
}

/// What is told above a document.
struct Complaints {
    bytes: usize,
    lines: usize,
}

fn complaints(document: &str) -> Complaints {
    let lines = document
        .split_inclusive('\n')
        .take_while(|line| line.starts_with(COMPLAINT.trim_end()));
    lines.fold(Complaints { bytes: 0, lines: 0 }, |told, line| Complaints {
        bytes: told.bytes + line.len(),
        lines: told.lines + 1,
    })
}

#[cfg(test)]
mod tests;
