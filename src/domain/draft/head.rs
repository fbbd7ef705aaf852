//! The front matter of a draft's document.

use super::{BYTE_ORDER_MARK, DraftError, FENCE, IN_FRONT, complaints};
use crate::domain::{
    fields::Field,
    metadata,
    printable::{printable, printable_json, printable_line},
};

/// A field with a value, as it stands in a document.
pub(super) fn line(field: Field, value: &str) -> String {
    let name = field.name();
    if value.is_empty() {
        format!("{name}:")
    } else if can_stand_plain(field, value) {
        format!("{name}: {value}")
    } else {
        let quoted = serde_json::Value::from(value).to_string();
        format!("{name}: {}", printable_json(&quoted))
    }
}

/// Whether a value that is written without quotes comes back as it is.
fn can_stand_plain(field: Field, value: &str) -> bool {
    let readable = match field {
        // No line of a JSON object looks like a field, a comment or a fence: its strings have no
        // line breaks.
        Field::Metadata => metadata::check(value).is_ok() && printable(value) == value,
        _ => printable_line(value) == value,
    };
    readable && value.trim() == value && !value.starts_with('"')
}

/// The field at the start of a line, and what stands behind its colon.
fn field_at(line: &str) -> Option<(Field, &str)> {
    IN_FRONT.into_iter().find_map(|field| {
        let rest = line.trim_start().strip_prefix(field.name())?;
        Some((field, rest.trim_start().strip_prefix(':')?))
    })
}

/// The values of a front matter and where they stand.
#[derive(Debug)]
pub(super) struct Head {
    fields: Vec<(Field, usize, String)>,
    /// The line of the second fence.
    pub(super) end: usize,
}

impl Head {
    /// Reads the front matter of a document, and gives the text below it.
    pub(super) fn split(document: &str) -> Result<(Self, &str), DraftError> {
        let document = document.strip_prefix(BYTE_ORDER_MARK).unwrap_or(document);
        let told = complaints(document);
        let mut rest = &document[told.bytes..];
        let mut number = told.lines;
        let mut next = || {
            let (line, behind) = rest
                .split_inclusive('\n')
                .next()
                .map(|line| rest.split_at(line.len()))?;
            rest = behind;
            number += 1;
            Some((number, line, behind))
        };
        let first = next().map_or("", |(_, line, _)| line);
        if first.trim_end() != FENCE {
            return Err(DraftError::new(
                told.lines + 1,
                format!("the document must begin with a line of `{FENCE}`, below it the fields"),
            ));
        }
        let mut head = Self {
            fields: Vec::new(),
            end: 0,
        };
        while let Some((number, line, behind)) = next() {
            if line.trim_end() == FENCE {
                head.end = number;
                return Ok((head, without_last_break(behind, first.ends_with("\r\n"))));
            }
            head.read(number, line)?;
        }
        Err(DraftError::new(
            number + 1,
            format!("the line of `{FENCE}` between the fields and the text is missing"),
        ))
    }

    fn read(&mut self, number: usize, line: &str) -> Result<(), DraftError> {
        if line.trim_start().starts_with('#') {
            return Ok(());
        }
        if let Some((field, value)) = field_at(line) {
            if self.find(field).is_some() {
                let reason = format!("`{}` stands here a second time", field.name());
                return Err(DraftError::new(number, reason));
            }
            self.fields.push((field, number, value.to_owned()));
            return Ok(());
        }
        if let Some((Field::Metadata, _, value)) = self.fields.last_mut() {
            value.push_str(line);
            return Ok(());
        }
        if line.trim().is_empty() {
            return Ok(());
        }
        let names = IN_FRONT.map(Field::name).join(", ");
        let reason = match line.split_once(':') {
            Some((name, _)) => format!(
                "`{}` is no field that can be edited; there are {names}",
                name.trim()
            ),
            None => format!(
                "`{}` is no field; write `name: value`, or a line of `{FENCE}` above the text",
                line.trim()
            ),
        };
        Err(DraftError::new(number, reason))
    }

    /// What a field says.
    pub(super) fn value(&self, field: Field) -> Result<String, DraftError> {
        let name = field.name();
        let Some((_, line, value)) = self.find(field) else {
            let reason = format!("`{name}` is missing above; write `{name}:` to leave it empty");
            return Err(DraftError::new(self.end, reason));
        };
        let value = value.trim();
        if !value.starts_with('"') {
            return Ok(value.to_owned());
        }
        serde_json::from_str(value).map_err(|error| {
            let reason = format!("`{name}` begins with a quote and is no JSON string: {error}");
            DraftError::new(*line, reason)
        })
    }

    /// Where a field stands.
    pub(super) fn line(&self, field: Field) -> usize {
        self.find(field).map_or(self.end, |(_, line, _)| *line)
    }

    /// Whether a field's value stands in quotes.
    pub(super) fn is_quoted(&self, field: Field) -> bool {
        self.find(field)
            .is_some_and(|(_, _, value)| value.trim_start().starts_with('"'))
    }

    fn find(&self, wanted: Field) -> Option<&(Field, usize, String)> {
        self.fields.iter().find(|(field, _, _)| *field == wanted)
    }
}

/// The text without the line break that the document has of its own.
fn without_last_break(text: &str, breaks_are_crlf: bool) -> &str {
    text.strip_suffix("\r\n")
        .filter(|_| breaks_are_crlf)
        .or_else(|| text.strip_suffix('\n'))
        .unwrap_or(text)
}
