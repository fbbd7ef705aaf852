//! Credentials that their surroundings give away: private key blocks, URLs with a password,
//! authorization headers, logins of commands.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::{
    Secret, base64, placeholder,
    random::{Strictness, looks_random},
};

static KEY_HEADER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----").ok()
});

/// `scheme://user:password@host`, where slashes may be escaped as JSON may have them.
static URL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r#"[A-Za-z][A-Za-z0-9+.-]{1,30}:\\?/\\?/(?P<user>[^\s:/?#@\\"'`<>\[\]]{0,128}):"#,
        r#"(?P<v>[^\s/?@\\"'`<>]{1,256})@(?P<host>[A-Za-z0-9_.\[\]${}-]+)"#,
    ))
    .ok()
});

static HEADER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r#"(?i:(?:authorization\\?["'`]?\s{0,3}[:=]\s{0,3}\\?["'`]?(?P<named>bearer|basic|token)"#,
        r#"|(?-u:\b)(?P<bare>bearer))\s{1,3})(?P<v>[A-Za-z0-9._~+/=-]{8,})"#,
    ))
    .ok()
});

/// `curl -u user:password`.
static LOGIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?-u:\b)curl(?:\s[^\r\n|;&]{0,256}?)?\s(?:-u\s{0,3}|--user[\s=]\s{0,3})",
        r#"\\?["']?(?P<user>[^\s:\\"'`<>]{1,128}):(?P<v>[^\s\\"'`<>]{1,256})"#,
    ))
    .ok()
});

/// What each of these has in it.
pub(super) const HINTS: &str = r"-----BEGIN|/[^\s/:@]*:[^\s/@]+@|(?i:bearer|authorization)|curl";

/// Credentials known by what stands around them.
pub(super) fn find(text: &str) -> Vec<Secret> {
    let mut found = private_keys(text);
    // The patterns of URLs and logins take milliseconds to compile: not for texts that cannot hold any.
    if text.contains('@') {
        found.extend(matches(&URL, text, password_in_url));
    }
    found.extend(matches(&HEADER, text, authorization));
    if text.contains("curl") {
        found.extend(matches(&LOGIN, text, login));
    }
    found
}

fn matches<'t>(
    pattern: &'t LazyLock<Option<Regex>>,
    text: &'t str,
    secret: impl Fn(&Captures<'t>) -> Option<Secret> + 't,
) -> impl Iterator<Item = Secret> + 't {
    let captures = pattern.as_ref().map(|pattern| pattern.captures_iter(text));
    captures
        .into_iter()
        .flatten()
        .filter_map(move |captures| secret(&captures))
}

fn private_keys(text: &str) -> Vec<Secret> {
    /// A shorter body is an example or was cut out.
    const SHORTEST: usize = 40;
    let Some(header) = KEY_HEADER.as_ref() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for header in header.find_iter(text) {
        let rest = &text[header.end()..];
        let body = &rest[..rest.find("-----").unwrap_or(rest.len())];
        let end = body
            .find(|c: char| !c.is_ascii_alphanumeric() && !"+/=\\:.,()-_ \t\r\n".contains(c))
            .unwrap_or(body.len());
        let body = body[..end].trim_end();
        let start = body.len() - body.trim_start().len();
        let longest_word = body
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '+' && c != '/')
            .max_by_key(|word| word.len())
            .unwrap_or_default();
        if body.len() >= SHORTEST
            && longest_word.len() >= SHORTEST / 2
            && !placeholder::is_filler(longest_word)
            && longest_word.bytes().any(|byte| byte.is_ascii_digit())
        {
            found.push(Secret {
                kind: "private key",
                span: header.end() + start..header.end() + body.len(),
                head: 0,
            });
        }
    }
    found
}

fn password_in_url(captures: &Captures<'_>) -> Option<Secret> {
    let password = captures.name("v")?;
    let user = captures.name("user").map_or("", |user| user.as_str());
    let is_example = |text: &str| text.contains("example.com:") || text.contains("EXAMPLE");
    if placeholder::is_no_password(password.as_str(), user) || is_example(captures.get(0)?.as_str())
    {
        return None;
    }
    Some(Secret {
        kind: "password in a URL",
        span: password.range(),
        head: 0,
    })
}

fn login(captures: &Captures<'_>) -> Option<Secret> {
    let (user, password) = (captures.name("user")?, captures.name("v")?);
    if placeholder::is_no_password(password.as_str(), user.as_str()) {
        return None;
    }
    Some(Secret {
        kind: "password",
        span: password.range(),
        head: 0,
    })
}

fn authorization(captures: &Captures<'_>) -> Option<Secret> {
    let value = captures.name("v")?;
    // A full stop at its end is the sentence's.
    let text = value.as_str().trim_end_matches('.');
    let scheme = captures.name("named").or_else(|| captures.name("bare"))?;
    if scheme.as_str().eq_ignore_ascii_case("basic") {
        is_user_and_password(text).then_some(())?;
    } else if placeholder::stands_in(text) || !looks_random(text, Strictness::Key) {
        return None;
    }
    Some(Secret {
        kind: "authorization header",
        span: value.start()..value.start() + text.len(),
        head: 0,
    })
}

/// Whether it is what `Basic` takes, and the password no stand-in.
fn is_user_and_password(text: &str) -> bool {
    let decoded = base64::decode(text).and_then(|bytes| String::from_utf8(bytes).ok());
    decoded
        .as_deref()
        .and_then(|decoded| decoded.split_once(':'))
        .is_some_and(|(user, password)| {
            !password.chars().any(char::is_control) && !placeholder::is_no_password(password, user)
        })
}
