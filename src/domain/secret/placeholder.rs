//! What stands where a credential would: placeholders, examples, references.

/// Words that only examples hold. Lower case.
const EXAMPLES: [&str; 22] = [
    "example",
    "changeme",
    "change-me",
    "change_me",
    "placeholder",
    "your",
    "dummy",
    "sample",
    "redacted",
    "insert",
    "replace",
    "todo",
    "foobar",
    "fake",
    "mock",
    "notreal",
    "not-real",
    "asdf",
    "qwerty",
    "abcdef",
    "deadbeef",
    "xxxx",
];

/// Whether the part of a token that should be random is a filler: `xxxx...`, `EXAMPLE`, `000...`.
pub(super) fn is_filler(value: &str) -> bool {
    /// Fewer different characters than this are no accident in a token of twenty.
    const FEW: usize = 6;
    let lower = value.to_ascii_lowercase();
    let mut seen = [false; 128];
    for byte in lower.bytes().filter(u8::is_ascii) {
        seen[usize::from(byte)] = true;
    }
    seen.iter().filter(|seen| **seen).count() < FEW
        || lower.contains("example")
        || lower.contains("your")
        || lower.contains("placeholder")
        || longest_run(&lower) >= 6
        || is_climbing(&lower)
}

/// Whether a value named as a password or key is a placeholder, or a reference to where it is.
pub(super) fn stands_in(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let begins = |starts: &[&str]| starts.iter().any(|start| lower.starts_with(start));
    // Markup, templates, variables, paths, addresses, formatted text.
    begins(&[
        "<",
        "[",
        "{",
        "(",
        "$(",
        "${",
        "$",
        "%",
        "@",
        "#",
        "&",
        "*",
        "/",
        "./",
        "../",
        "~/",
        "-",
        "`",
        "!",
        "=",
        "\\",
        "http://",
        "https://",
        "arn:",
        "op://",
        "ref+",
        "vault:",
        "vault/",
        "env:",
        "env.",
        "env(",
        "file:",
        "ssm:",
        "aws-sm:",
        "gcp-sm:",
        "keychain:",
        "data:",
        "urn:",
        // Hashes, which are made to be kept.
        "$2",
        "$argon",
        "$6$",
        "$5$",
        "{ssha",
        "sha1",
        "sha224",
        "sha256",
        "sha384",
        "sha512",
        "md5",
        "pbkdf2",
        "scrypt",
        "bcrypt",
    ]) || [
        "(",
        "[",
        "::",
        "->",
        "process.env",
        "os.environ",
        "getenv",
        "secrets.",
        "...",
        "…",
        "***",
        "${",
        "{{",
        "$(",
    ]
    .iter()
    .any(|part| lower.contains(part))
        || EXAMPLES.iter().any(|word| lower.contains(word))
        || is_filler(value)
}

/// Whether a password, in a place where any password is one, is a stand-in such as `password`.
pub(super) fn is_no_password(password: &str, user: &str) -> bool {
    /// Nobody takes a shorter one in earnest; examples do.
    const SHORTEST: usize = 4;
    const NAMES: [&str; 24] = [
        "password", "passwd", "pass", "pwd", "pw", "secret", "token", "key", "apikey", "api_key",
        "api-key", "p", "user", "username", "root", "admin", "test", "guest", "postgres", "redis",
        "mysql", "rabbitmq", "minio", "123",
    ];
    let lower = password.to_ascii_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    password.len() < SHORTEST
        || bare.is_empty()
        || !password.is_ascii()
        || password == user
        || NAMES.contains(&bare)
        || ["${", "{{", "{", "<", "[", "$", "%", "*", "(", "...", "…"]
            .iter()
            .any(|start| lower.starts_with(start))
        || EXAMPLES.iter().any(|word| lower.contains(word))
        || lower.contains("password")
        || lower
            .bytes()
            .all(|byte| byte == b'x' || byte == b'*' || byte == b'.')
}

/// Whether a good part of it counts up: an id in a token may do so by itself.
fn is_climbing(text: &str) -> bool {
    let longest = longest_staircase(text);
    longest >= 9 && longest * 3 >= text.len()
}

/// How often one character stands in a row at most.
fn longest_run(text: &str) -> usize {
    longest(text, |last, next| last == next)
}

/// The longest part in which each character follows its neighbour in the alphabet or in counting.
fn longest_staircase(text: &str) -> usize {
    longest(text, |last, next| {
        next == last + 1 || (last == b'9' && next == b'0')
    })
}

fn longest(text: &str, goes_on: impl Fn(u8, u8) -> bool) -> usize {
    let (mut best, mut length) = (0, 0);
    let mut last = None;
    for byte in text.bytes() {
        length = match last {
            Some(last) if goes_on(last, byte) => length + 1,
            _ => 1,
        };
        best = best.max(length);
        last = Some(byte);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fillers_are_known() {
        for filler in [
            "xxxxxxxxxxxxxxxxxxxx",
            "IOSFODNN7EXAMPLE",
            "0000000000",
            "abcdefghijkl",
            "1234567890ab",
        ] {
            assert!(is_filler(filler), "{filler}");
        }
        assert!(!is_filler("J7mQ2xV9bTfLkR4z"));
    }

    #[test]
    fn references_stand_in() {
        for value in [
            "${DB_PASSWORD}",
            "process.env.TOKEN",
            "<your-key>",
            "op://vault/item",
            "changeme123",
            "$2b$12$abc",
        ] {
            assert!(stands_in(value), "{value}");
        }
        assert!(!stands_in("Tr7#mPq9zL"));
    }
}
