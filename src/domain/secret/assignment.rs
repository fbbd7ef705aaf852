//! Values that look random where a password or a key is named: `DB_PASSWORD=...`, `"api_key": ...`.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    Secret, placeholder,
    random::{Strictness, looks_random},
};

/// Longer values are no passwords and no keys.
const LONGEST: usize = 512;

/// What is named like a password or a key.
pub(super) const NAMES: &str = concat!(
    r"(?i)(?:(?P<password>passw(?:or)?d|passphrase|passwort|kennwort|pwd",
    r"|contraseña|mot de passe|пароль|密码|密碼|口令|パスワード|비밀번호)",
    r"|(?P<key>secret(?:[ _.-]?(?:access[ _.-]?)?key)?|token",
    r"|(?:api|access|auth|private|account|encryption|signing|master|session|license|app|service)",
    r"[ _.-]?key|client[ _.-]?secret|credentials?|令牌|密钥|トークン))",
);

/// What leads from a name to its value.
const LEADS: &str = concat!(
    r"(?:[_-](?:prod|production|dev|development|staging|stage|live|test|old|new|base|value|[0-9]{1,2}))?",
    r#"(?:\\?["'`*\]])*(?:(?P<sign>\s{0,4}(?:=>|:=|[:=：])\s{0,4}(?:(?:\\?["'`*]){0,3}))"#,
    r#"|(?P<prose>\s(?:is|was|are|ist|lautet|[=]|to)(?:\s(?:now|still|set to))?:?\s{1,2}\\?["'`]?)"#,
    r#"|(?P<flag>\s{1,2}\\?["'`]?))"#,
);

static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&[NAMES, LEADS].concat()).ok());

/// The values of what is named like a password or a key, as far as they look random.
pub(super) fn find(text: &str) -> Vec<Secret> {
    let Some(named) = NAMED.as_ref() else {
        return Vec::new();
    };
    let mut found: Vec<Secret> = Vec::new();
    for captures in named.captures_iter(text) {
        let Some(lead) = captures.get(0) else {
            continue;
        };
        let (name, is_password) = match (captures.name("password"), captures.name("key")) {
            (Some(name), _) => (name, true),
            (None, Some(name)) => (name, false),
            (None, None) => continue,
        };
        let is_flag = captures.name("flag").is_some();
        if is_flag && !is_option(&text[..name.start()]) || speaks_of_another(&text[..name.start()])
        {
            continue;
        }
        let strictness = match (captures.name("prose").is_some(), is_password) {
            (true, true) => Strictness::SpokenPassword,
            (true, false) => Strictness::Prose,
            (false, true) => Strictness::Password,
            (false, false) => Strictness::Key,
        };
        let value = value(text, lead.end());
        if placeholder::stands_in(value) || !looks_random(value, strictness) {
            continue;
        }
        found.push(Secret {
            kind: if is_password {
                "password"
            } else {
                "key or token"
            },
            span: lead.end()..lead.end() + value.len(),
            head: 0,
        });
    }
    found.dedup_by(|next, last| next.span.start < last.span.end);
    found
}

/// Whether a value is one by itself, given the name of its field.
pub(super) fn is_secret_field(name: &str, value: &str) -> bool {
    // The field as it would stand in a text.
    let assignment = format!("{name}: \"{value}\"");
    find(&assignment)
        .iter()
        .any(|secret| secret.span.end + 1 == assignment.len())
}

/// What stands at a place, up to its closing quote or to the end of the word; nothing when that is
/// far.
fn value(text: &str, start: usize) -> &str {
    let rest = &text.as_bytes()[start..];
    let quote = text.as_bytes()[..start]
        .last()
        .filter(|byte| b"\"'`".contains(byte));
    let ends = |byte: &u8| match (byte, quote) {
        (0..=b' ' | b'\\' | 0x7f.., _) => true,
        (byte, Some(quote)) => byte == quote,
        (byte, None) => matches!(byte, b'"' | b'\'' | b'`' | b',' | b';' | b'<' | b'>' | b'|'),
    };
    let end = match rest.iter().take(LONGEST + 1).position(ends) {
        None if rest.len() > LONGEST => return "",
        end => start + end.unwrap_or(rest.len()),
    };
    let word = &text[start..end];
    if quote.is_some() {
        word
    } else {
        word.trim_end_matches(['.', ':', '!', '?', ')', ']', '}', '*', '&'])
    }
}

/// Whether a name is that of a command line option: `--password`.
fn is_option(before: &str) -> bool {
    let name = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    before[name.len()..].starts_with("--")
        && name.chars().next_back().is_none_or(char::is_whitespace)
}

/// Whether the words in front of a name turn it into something that is no secret: `public key`,
/// `password hash`, `max_token`, `csrf token`.
fn speaks_of_another(before: &str) -> bool {
    /// A name with what belongs to it is no longer.
    const LOOKED_AT: usize = 40;
    let start = before
        .char_indices()
        .rev()
        .nth(LOOKED_AT)
        .map_or(0, |(at, _)| at);
    let before = before[start..].to_ascii_lowercase();
    let name =
        before.rsplit(|c: char| c.is_whitespace() && c != ' ' || "\"'`=:,;(){}[]<>".contains(c));
    let last = name.into_iter().next().unwrap_or_default();
    let mut words = last
        .rsplit(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.next().is_some_and(|word| {
        [
            "public",
            "pub",
            "hashed",
            "hash",
            "max",
            "min",
            "num",
            "next",
            "page",
            "continuation",
            "csrf",
            "xsrf",
            "design",
            "cancellation",
            "cancel",
            "sort",
            "partition",
            "primary",
            "foreign",
            "cache",
            "idempotency",
            "no",
            "eos",
            "bos",
            "pad",
            "sha256",
        ]
        .contains(&word)
    })
}
