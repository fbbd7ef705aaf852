//! JSON as an indented tree that reads like a note.

use serde_json::Value;

use super::{
    cells,
    rich::{RichLine, Role, push_field},
};

/// Columns a level is indented by.
const INDENT: usize = 2;

/// Deeper levels are not indented further.
const MAX_INDENTED_LEVELS: usize = 8;

/// Values of one object line up behind their keys, unless a key is longer than this.
const MAX_KEY_COLUMN: usize = 18;

/// The lines of a value, wrapped to `width`.
#[must_use]
pub fn tree(value: &Value, width: usize) -> Vec<RichLine> {
    let mut tree = Tree {
        lines: Vec::new(),
        width,
    };
    match value {
        Value::Object(_) | Value::Array(_) => tree.children(value, 0),
        scalar => tree.scalar(Vec::new(), 0, scalar),
    }
    tree.lines
}

struct Tree {
    lines: Vec<RichLine>,
    width: usize,
}

impl Tree {
    fn children(&mut self, value: &Value, level: usize) {
        match value {
            Value::Object(fields) => {
                let column = fields
                    .iter()
                    .filter(|(_, value)| !has_children(value) || value.is_array())
                    .map(|(key, _)| cells::width(key))
                    .filter(|width| *width <= MAX_KEY_COLUMN)
                    .max()
                    .unwrap_or(0);
                for (key, value) in fields {
                    self.child(key, column, value, level);
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.item(item, level);
                }
            }
            _ => {}
        }
    }

    fn child(&mut self, key: &str, column: usize, value: &Value, level: usize) {
        let indent = indent(level);
        let mut label = vec![
            (Role::Mark, " ".repeat(indent)),
            (Role::Key, key.to_owned()),
        ];
        let key_width = cells::width(key);
        let gap = column.saturating_sub(key_width) + 2;
        if let Some(items) = short_list(value, self.width.saturating_sub(indent + key_width + gap))
        {
            label.push((Role::Mark, " ".repeat(gap)));
            label.extend(items);
            self.lines.push(RichLine::new(label));
            return;
        }
        if has_children(value) {
            self.lines.push(RichLine::new(label));
            self.children(value, level + 1);
            return;
        }
        label.push((Role::Mark, " ".repeat(gap)));
        self.scalar(label, indent + key_width + gap, value);
    }

    fn item(&mut self, value: &Value, level: usize) {
        let indent = indent(level);
        let label = vec![(Role::Mark, format!("{}· ", " ".repeat(indent)))];
        if has_children(value) {
            let first = self.lines.len();
            self.children(value, level + 1);
            // The bullet stands in the indentation of the item's first line.
            if let Some((_, blanks)) = self
                .lines
                .get_mut(first)
                .and_then(|line| line.parts.first_mut())
                && level < MAX_INDENTED_LEVELS
                && blanks.trim().is_empty()
            {
                *blanks = format!("{}· ", " ".repeat(indent));
            }
        } else {
            self.scalar(label, indent + 2, value);
        }
    }

    fn scalar(&mut self, label: Vec<(Role, String)>, label_width: usize, value: &Value) {
        let (role, text) = told(value);
        push_field(&mut self.lines, label, label_width, role, &text, self.width);
    }
}

/// A value without children.
fn told(value: &Value) -> (Role, String) {
    match value {
        Value::String(text) if text.is_empty() => (Role::Mark, "(empty)".to_owned()),
        Value::String(text) => (Role::Text, text.clone()),
        Value::Number(number) => (Role::Number, number.to_string()),
        Value::Object(_) => (Role::Mark, "{}".to_owned()),
        Value::Array(_) => (Role::Mark, "[]".to_owned()),
        literal => (Role::Literal, literal.to_string()),
    }
}

/// The items of a list behind its key, if they are few words that fit on one line.
fn short_list(value: &Value, width: usize) -> Option<Vec<(Role, String)>> {
    const DOT: &str = " · ";
    let items = value.as_array().filter(|items| !items.is_empty())?;
    let mut parts = Vec::new();
    let mut used = 0;
    for item in items {
        if has_children(item) || item.as_str().is_some_and(|text| text.contains('\n')) {
            return None;
        }
        if !parts.is_empty() {
            parts.push((Role::Mark, DOT.to_owned()));
            used += cells::width(DOT);
        }
        let part = told(item);
        used += cells::width(&part.1);
        if used > width {
            return None;
        }
        parts.push(part);
    }
    Some(parts)
}

fn indent(level: usize) -> usize {
    level.min(MAX_INDENTED_LEVELS) * INDENT
}

fn has_children(value: &Value) -> bool {
    match value {
        Value::Object(fields) => !fields.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &str, width: usize) -> String {
        tree(&serde_json::from_str(json).unwrap(), width)
            .iter()
            .map(|line| {
                line.parts
                    .iter()
                    .map(|(_, text)| text.as_str())
                    .collect::<String>()
            })
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn objects_and_arrays_become_an_outline() {
        let json = r#"{"ticket":"AB-12","files":["src/a.rs","src/b.rs"],"review":{"by":"qa","ok":true,
            "score":0.9,"notes":null},"empty":{},"steps":[{"id":1,"what":"x"},{"id":2}]}"#;
        insta::assert_snapshot!(text(json, 40));
    }

    #[test]
    fn long_values_wrap_under_their_start() {
        insta::assert_snapshot!(text(r#"{"why":"because the broker drops them","n":1}"#, 22));
    }

    #[test]
    fn a_bare_value_is_a_tree_of_one_line() {
        assert_eq!(text("3", 10), "3");
        assert_eq!(text(r#""not json {""#, 20), "not json {");
    }

    #[test]
    fn deep_trees_keep_room_for_their_values() {
        let mut json = "1".to_owned();
        for _ in 0..100 {
            json = format!("{{\"k\":{json}}}");
        }
        let deep = text(&json, 30);
        assert_eq!(deep.lines().count(), 100);
        assert!(deep.lines().all(|line| line.len() <= 30));
    }
}
