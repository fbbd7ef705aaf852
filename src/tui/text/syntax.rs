//! Parts of programs told apart, for colours. Slow at first, so never on the way to a frame.

use std::{ops::Range, sync::OnceLock};

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use super::prose::Syntax;

/// Longer lines are left as they are: data, not written by people.
const MAX_LINE: usize = 1_000;

/// What lies further down in a block is left as it is.
const MAX_BYTES: usize = 128 * 1024;

/// Names of languages that the syntaxes have under others.
const ALIASES: [(&str, &str); 10] = [
    ("console", "sh"),
    ("shell", "sh"),
    ("shell-session", "sh"),
    ("jsonc", "json"),
    ("json5", "json"),
    ("golang", "go"),
    ("plaintext", "txt"),
    ("text", "txt"),
    ("docker", "dockerfile"),
    ("mermaid", "txt"),
];

/// What the names of scopes begin with, the more special first.
const SCOPES: [(&str, Syntax); 37] = [
    ("comment", Syntax::Comment),
    ("punctuation.definition.comment", Syntax::Comment),
    ("punctuation.definition.string", Syntax::String),
    ("string", Syntax::String),
    ("constant.character.escape", Syntax::Constant),
    ("constant.numeric", Syntax::Number),
    ("constant", Syntax::Constant),
    ("support.constant", Syntax::Constant),
    ("entity.name.function", Syntax::Function),
    ("support.function", Syntax::Function),
    ("variable.function", Syntax::Function),
    ("meta.function-call.identifier", Syntax::Function),
    ("entity.name.type", Syntax::Type),
    ("entity.name.class", Syntax::Type),
    ("entity.name.struct", Syntax::Type),
    ("entity.name.enum", Syntax::Type),
    ("entity.name.trait", Syntax::Type),
    ("entity.name.impl", Syntax::Type),
    ("entity.name.tag", Syntax::Type),
    ("entity.other.inherited-class", Syntax::Type),
    ("support.type.property-name", Syntax::Property),
    ("support.type", Syntax::Type),
    ("support.class", Syntax::Type),
    ("entity.other.attribute-name", Syntax::Property),
    ("variable.other.member", Syntax::Property),
    ("meta.mapping.key", Syntax::Property),
    ("entity.name", Syntax::Type),
    ("keyword.operator", Syntax::Punctuation),
    ("keyword", Syntax::Keyword),
    ("storage", Syntax::Keyword),
    ("variable.language", Syntax::Keyword),
    ("markup.inserted", Syntax::Added),
    ("markup.deleted", Syntax::Removed),
    ("markup.heading", Syntax::Keyword),
    ("punctuation.definition.inserted", Syntax::Added),
    ("punctuation.definition.deleted", Syntax::Removed),
    ("punctuation", Syntax::Punctuation),
];

/// Syntaxes, and what their scopes mean here.
struct Languages {
    syntaxes: SyntaxSet,
    scopes: Vec<(Scope, Syntax)>,
}

/// The parts of a program in the language that `info`, the text behind a fence, names. Nothing is
/// told apart where the language is unknown, or when `stop` says so.
#[must_use]
pub fn parts(info: &str, text: &str, stop: &dyn Fn() -> bool) -> Vec<(Range<usize>, Syntax)> {
    let languages = languages();
    let Some(syntax) = languages.named(info) else {
        return Vec::new();
    };
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut parts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at > MAX_BYTES || stop() {
            break;
        }
        if line.len() <= MAX_LINE {
            let Ok(changes) = state.parse_line(line, &languages.syntaxes) else {
                break;
            };
            let mut from = 0;
            for (place, change) in changes {
                languages.note(&stack, at + from..at + place, &mut parts);
                from = place;
                if stack.apply(&change).is_err() {
                    return parts;
                }
            }
            languages.note(&stack, at + from..at + line.len(), &mut parts);
        }
        at += line.len();
    }
    parts
}

fn languages() -> &'static Languages {
    static LANGUAGES: OnceLock<Languages> = OnceLock::new();
    LANGUAGES.get_or_init(|| {
        let scope = |(name, syntax): &(&str, Syntax)| Some((Scope::new(name).ok()?, *syntax));
        Languages {
            syntaxes: two_face::syntax::extra_newlines(),
            scopes: SCOPES.iter().filter_map(scope).collect(),
        }
    })
}

impl Languages {
    fn named(&self, info: &str) -> Option<&SyntaxReference> {
        // `rust,ignore`, `{.python}`, `js title="a.js"`.
        let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}' | ':' | ';');
        let name = info.split(ends).find(|part| !part.is_empty())?;
        let name = name.trim_start_matches('.').to_lowercase();
        let alias = ALIASES.iter().find(|(alias, _)| *alias == name);
        let name = alias.map_or(name.as_str(), |(_, name)| name);
        self.syntaxes.find_syntax_by_token(name)
    }

    fn note(
        &self,
        stack: &ScopeStack,
        range: Range<usize>,
        parts: &mut Vec<(Range<usize>, Syntax)>,
    ) {
        if range.is_empty() {
            return;
        }
        let Some(syntax) = stack
            .as_slice()
            .iter()
            .rev()
            .find_map(|scope| self.of(*scope))
        else {
            return;
        };
        match parts.last_mut() {
            Some((last, known)) if *known == syntax && last.end == range.start => {
                last.end = range.end;
            }
            _ => parts.push((range, syntax)),
        }
    }

    /// What a scope means; `None` leaves it to the scopes around it.
    fn of(&self, scope: Scope) -> Option<Syntax> {
        let of = |(known, syntax): &(Scope, Syntax)| known.is_prefix_of(scope).then_some(*syntax);
        self.scopes.iter().find_map(of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(info: &str, text: &str) -> Vec<(String, Syntax)> {
        parts(info, text, &|| false)
            .into_iter()
            .map(|(range, syntax)| (text[range].trim().to_owned(), syntax))
            .filter(|(text, _)| !text.is_empty())
            .collect()
    }

    #[test]
    fn the_parts_of_programs_are_told_apart() {
        let rust = told("rust,ignore", "// why\nfn main() { let a = \"x\"; }\n");
        assert!(
            rust.contains(&("// why".to_owned(), Syntax::Comment)),
            "{rust:?}"
        );
        assert!(
            rust.contains(&("main".to_owned(), Syntax::Function)),
            "{rust:?}"
        );
        assert!(
            rust.contains(&("\"x\"".to_owned(), Syntax::String)),
            "{rust:?}"
        );
        let json = told("json", "{\"a\": 1, \"b\": true}\n");
        assert!(json.contains(&("1".to_owned(), Syntax::Number)), "{json:?}");
        assert!(
            json.contains(&("true".to_owned(), Syntax::Constant)),
            "{json:?}"
        );
        let diff = told("diff", "-old\n+new\n");
        assert!(
            diff.contains(&("+new".to_owned(), Syntax::Added)),
            "{diff:?}"
        );
    }

    #[test]
    fn the_usual_languages_are_known() {
        for name in [
            "rust",
            "rs",
            "python",
            "py",
            "js",
            "javascript",
            "ts",
            "typescript",
            "tsx",
            "go",
            "golang",
            "java",
            "kotlin",
            "swift",
            "c",
            "cpp",
            "c++",
            "cs",
            "ruby",
            "php",
            "sh",
            "bash",
            "shell",
            "zsh",
            "console",
            "sql",
            "json",
            "yaml",
            "yml",
            "toml",
            "xml",
            "html",
            "css",
            "diff",
            "dockerfile",
            "docker",
            "make",
            "makefile",
            "graphql",
            "proto",
            "dart",
            "lua",
            "elixir",
            "ini",
            "nginx",
            "terraform",
            "md",
        ] {
            assert!(languages().named(name).is_some(), "{name}");
        }
        assert!(told("klingon", "let a = 1;\n").is_empty());
        assert!(told("", "let a = 1;\n").is_empty());
    }

    #[test]
    fn hostile_code_ends_in_time() {
        let text = "((((\"\\\"'`/*".repeat(80) + "\n";
        let text = text.repeat(20);
        for info in ["js", "rust", "html", "md", "php", "sh"] {
            let parts = parts(info, &text, &|| false);
            assert!(
                parts
                    .iter()
                    .all(|(range, _)| text.get(range.clone()).is_some())
            );
        }
    }
}
