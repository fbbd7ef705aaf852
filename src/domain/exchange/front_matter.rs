//! The front matter of a Markdown document: the simple YAML that notes have on top.

/// One key and its values: one, or those of a list.
type Entry = (String, Vec<String>);

/// Front matter, key by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FrontMatter(Vec<Entry>);

impl FrontMatter {
    /// Parts a document into its front matter and its body. Without a front matter all is body.
    pub fn split(document: &str) -> (Self, &str) {
        let document = document.trim_start_matches('\u{feff}');
        let Some(inside) = document
            .strip_prefix("---\n")
            .or_else(|| document.strip_prefix("---\r\n"))
        else {
            return (Self::default(), document);
        };
        let mut at = 0;
        for line in inside.split_inclusive('\n') {
            if line.trim_end() == "---" {
                let body = inside[at + line.len()..].trim_start_matches(['\r', '\n']);
                return (Self::read(&inside[..at]), body);
            }
            at += line.len();
        }
        (Self::default(), document)
    }

    fn read(text: &str) -> Self {
        let mut entries: Vec<Entry> = Vec::new();
        for line in text.lines() {
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with('#') {
                continue;
            }
            if let (Some(item), Some((_, values))) = (list_item(trimmed), entries.last_mut()) {
                values.push(unquoted(item));
            } else if let Some((key, value)) = trimmed.split_once(':')
                && !line.starts_with(char::is_whitespace)
            {
                entries.push((key.trim().to_lowercase(), values(value.trim())));
            }
        }
        Self(entries)
    }

    /// The first value of a key, if it is not empty.
    pub fn get(&self, key: &str) -> Option<&str> {
        let values = self.list(key);
        values
            .first()
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The values of a key.
    pub fn list(&self, key: &str) -> &[String] {
        let found = self.0.iter().find(|(name, _)| name == key);
        found.map_or(&[], |(_, values)| values.as_slice())
    }

    /// All of it as JSON: a text where there is one value, else a list.
    pub fn to_json(&self) -> serde_json::Map<String, serde_json::Value> {
        let entries = self.0.iter().filter(|(_, values)| !values.is_empty());
        entries
            .map(|(key, values)| {
                let value = match values.as_slice() {
                    [one] => one.as_str().into(),
                    many => many.into(),
                };
                (key.clone(), value)
            })
            .collect()
    }
}

fn list_item(line: &str) -> Option<&str> {
    line.strip_prefix("- ").map(str::trim)
}

/// A value, or those of a list in brackets.
fn values(text: &str) -> Vec<String> {
    match text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        Some(list) => list
            .split(',')
            .map(|item| unquoted(item.trim()))
            .filter(|item| !item.is_empty())
            .collect(),
        None if text.is_empty() => Vec::new(),
        None => vec![unquoted(text)],
    }
}

fn unquoted(text: &str) -> String {
    let inside = |quote: char| {
        text.strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote))
    };
    inside('"')
        .or_else(|| inside('\''))
        .unwrap_or(text)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lists_and_quotes_are_read() {
        let (front, body) = FrontMatter::split(
            "---\ntitle: \"A: b\"\ntags: [x, 'y']\nDeciders:\n  - ann\n  - bob\n# no\nempty:\n---\n\n# Body\n",
        );
        assert_eq!(front.get("title"), Some("A: b"));
        assert_eq!(front.list("tags"), ["x", "y"]);
        assert_eq!(front.list("deciders"), ["ann", "bob"]);
        assert_eq!((front.get("empty"), front.get("no")), (None, None));
        assert_eq!(body, "# Body\n");
        assert_eq!(
            serde_json::Value::from(front.to_json()),
            serde_json::json!({"title": "A: b", "tags": ["x", "y"], "deciders": ["ann", "bob"]})
        );
    }

    #[test]
    fn what_is_no_front_matter_is_body() {
        for document in ["# A\n---\n", "---\nnever ended\n", ""] {
            assert_eq!(
                FrontMatter::split(document),
                (FrontMatter::default(), document)
            );
        }
    }
}
