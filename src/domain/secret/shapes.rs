//! Tokens whose makers publish their shape.

use std::sync::{LazyLock, OnceLock};

use regex::{Regex, RegexSet};

use super::{Secret, base64, placeholder, random::is_wordy};

/// A token's shape.
struct Shape {
    kind: &'static str,
    /// The group `v`, or else the whole match, is the token.
    pattern: &'static str,
    /// How much of its beginning all such tokens have in common, in bytes.
    head: usize,
}

const fn shape(kind: &'static str, head: usize, pattern: &'static str) -> Shape {
    Shape {
        kind,
        pattern,
        head,
    }
}

/// No pattern takes less, in bytes; the shortest is an AWS access key.
const SHORTEST: usize = 20;

/// The kind whose header is looked into.
const JWT: &str = "JSON web token";

/// `(?-u:\b)` parts words of ASCII, so that a token may stand between letters of other scripts.
const SHAPES: [Shape; 64] = [
    shape(
        "AWS access key",
        4,
        r"(?-u:\b)(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?-u:\b)",
    ),
    shape("Google API key", 4, r"(?-u:\b)AIza[0-9A-Za-z_-]{35}"),
    shape("Google OAuth token", 5, r"(?-u:\b)ya29\.[0-9A-Za-z_-]{20,}"),
    shape(
        "Google OAuth client secret",
        7,
        r"(?-u:\b)GOCSPX-[0-9A-Za-z_-]{28}",
    ),
    shape("Google refresh token", 3, r"(?-u:\b)1//0[0-9A-Za-z_-]{40,}"),
    shape(
        "Azure storage key",
        0,
        r"(?i:AccountKey)=(?P<v>[A-Za-z0-9+/]{86}==)",
    ),
    shape(
        "Azure shared access key",
        0,
        r"(?i:SharedAccessKey)=(?P<v>[A-Za-z0-9+/]{43}=)",
    ),
    shape(
        "Azure client secret",
        0,
        r"(?-u:\b)(?P<v>[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34})",
    ),
    shape(
        "Azure signature",
        0,
        r"[?&]sig=(?P<v>[A-Za-z0-9%+/]{40,}(?:%3[dD]|=))",
    ),
    shape(
        "Azure DevOps token",
        0,
        r"(?-u:\b)[a-zA-Z0-9]{76}AZDO[a-zA-Z0-9]{4}(?-u:\b)",
    ),
    shape(
        "GitHub token",
        4,
        r"(?-u:\b)gh[pousr]_[A-Za-z0-9]{36,255}(?-u:\b)",
    ),
    shape(
        "GitHub token",
        11,
        r"(?-u:\b)github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}(?-u:\b)",
    ),
    shape(
        "GitLab token",
        3,
        r"(?-u:\b)gl(?:pat|dt|rt|ptt|cbt|ft|soat|agent|oas|imt|ffct)-[A-Za-z0-9_-]{20,}(?:\.[0-9a-z]{2}\.[0-9a-z]{9})?",
    ),
    shape(
        "Slack token",
        5,
        r"(?-u:\b)xox[abeoprs]-(?:[0-9]+-)+[0-9A-Za-z-]{16,}",
    ),
    shape(
        "Slack app token",
        5,
        r"(?-u:\b)xapp-[0-9]-[A-Z0-9]+-[0-9]+-[a-f0-9]{32,}",
    ),
    shape(
        "Slack webhook",
        0,
        r"hooks\.slack\.com/(?:services|workflows|triggers)/(?P<v>T[A-Z0-9]{6,}/[A-Z0-9]{6,}/[A-Za-z0-9/]{16,})",
    ),
    shape(
        "Discord webhook",
        0,
        r"discord(?:app)?\.com/api/webhooks/[0-9]{17,20}/(?P<v>[A-Za-z0-9_-]{60,})",
    ),
    shape(
        "Discord bot token",
        0,
        r"(?-u:\b)[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}",
    ),
    shape(
        "Teams webhook",
        0,
        r"webhook\.office\.com/webhookb2/[0-9a-f@-]+/IncomingWebhook/(?P<v>[0-9a-f]{32})",
    ),
    shape(
        "Telegram bot token",
        0,
        r"(?-u:\b)[0-9]{8,10}:AA[A-Za-z0-9_-]{33}(?-u:\b)",
    ),
    shape(
        "Stripe key",
        3,
        r"(?-u:\b)[sr]k_(?:live|test)_[A-Za-z0-9]{16,}",
    ),
    shape(
        "Stripe webhook secret",
        6,
        r"(?-u:\b)whsec_[A-Za-z0-9+/]{32,}",
    ),
    shape(
        "OpenAI key",
        3,
        r"(?-u:\b)sk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{32,}",
    ),
    shape(
        "OpenAI key",
        3,
        r"(?-u:\b)sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}(?-u:\b)",
    ),
    shape("API key", 3, r"(?-u:\b)sk-[A-Za-z0-9]{32,64}(?-u:\b)"),
    shape(
        "OpenRouter key",
        6,
        r"(?-u:\b)sk-or-v1-[0-9a-f]{64}(?-u:\b)",
    ),
    shape(
        "Anthropic key",
        7,
        r"(?-u:\b)sk-ant-(?:api|admin|oat|ort|sid)[0-9]{2}-[A-Za-z0-9_-]{40,}",
    ),
    shape("npm token", 4, r"(?-u:\b)npm_[A-Za-z0-9]{36}(?-u:\b)"),
    shape("PyPI token", 8, r"(?-u:\b)pypi-AgE[A-Za-z0-9_-]{50,}"),
    shape(
        "Hugging Face token",
        3,
        r"(?-u:\b)hf_[A-Za-z0-9]{34,40}(?-u:\b)",
    ),
    shape(
        "SendGrid key",
        3,
        r"(?-u:\b)SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}",
    ),
    shape("Twilio key", 2, r"(?-u:\b)SK[0-9a-f]{32}(?-u:\b)"),
    shape("Mailgun key", 4, r"(?-u:\b)key-[0-9a-f]{32}(?-u:\b)"),
    shape(
        "Mailchimp key",
        0,
        r"(?-u:\b)[0-9a-f]{32}-us[0-9]{1,2}(?-u:\b)",
    ),
    shape(
        "DigitalOcean token",
        4,
        r"(?-u:\b)do[opr]_v1_[0-9a-f]{64}(?-u:\b)",
    ),
    shape(
        "Shopify token",
        6,
        r"(?-u:\b)shp(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}(?-u:\b)",
    ),
    shape(
        "Square token",
        3,
        r"(?-u:\b)sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{22,43}",
    ),
    shape(
        "Databricks token",
        4,
        r"(?-u:\b)dapi[0-9a-f]{32}(?:-[0-9])?(?-u:\b)",
    ),
    shape(
        "Doppler token",
        3,
        r"(?-u:\b)dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}(?-u:\b)",
    ),
    shape("Linear key", 8, r"(?-u:\b)lin_api_[A-Za-z0-9]{40}(?-u:\b)"),
    shape("Notion token", 4, r"(?-u:\b)ntn_[A-Za-z0-9]{40,50}(?-u:\b)"),
    shape(
        "Sentry token",
        5,
        r"(?-u:\b)sntry[su]_[A-Za-z0-9+/=_-]{40,}",
    ),
    shape("New Relic key", 5, r"(?-u:\b)NRAK-[A-Z0-9]{27}(?-u:\b)"),
    shape(
        "Grafana token",
        3,
        r"(?-u:\b)gl(?:sa_[A-Za-z0-9]{32}_[0-9A-Fa-f]{8}|c_[A-Za-z0-9+/]{32,}={0,2})",
    ),
    shape("Vault token", 4, r"(?-u:\b)hv[sbr]\.[A-Za-z0-9_-]{24,}"),
    shape(
        "Terraform token",
        0,
        r"(?-u:\b)[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,}",
    ),
    shape(
        "Docker token",
        5,
        r"(?-u:\b)dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,}",
    ),
    shape(
        "Cargo registry token",
        3,
        r"(?-u:\b)cio[A-Za-z0-9]{32}(?-u:\b)",
    ),
    shape("RubyGems key", 9, r"(?-u:\b)rubygems_[0-9a-f]{48}(?-u:\b)"),
    shape("NuGet key", 3, r"(?-u:\b)oy2[a-z0-9]{43}(?-u:\b)"),
    shape("Heroku key", 5, r"(?-u:\b)HRKU-[0-9A-Za-z_-]{36,}"),
    shape(
        "age secret key",
        16,
        r"(?-u:\b)AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}(?-u:\b)",
    ),
    shape("Groq key", 4, r"(?-u:\b)gsk_[A-Za-z0-9]{52}(?-u:\b)"),
    shape("xAI key", 4, r"(?-u:\b)xai-[A-Za-z0-9]{80}(?-u:\b)"),
    shape("Perplexity key", 5, r"(?-u:\b)pplx-[A-Za-z0-9]{48}(?-u:\b)"),
    shape("Replicate token", 3, r"(?-u:\b)r8_[A-Za-z0-9]{37}(?-u:\b)"),
    shape("Atlassian token", 6, r"(?-u:\b)ATATT3[A-Za-z0-9_=-]{150,}"),
    shape(
        "Supabase key",
        4,
        r"(?-u:\b)sb[ps]_(?:secret_)?[0-9A-Za-z_-]{30,}",
    ),
    shape(
        "PlanetScale token",
        7,
        r"(?-u:\b)pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{32,}",
    ),
    shape(
        "Postman key",
        5,
        r"(?-u:\b)PMAK-[0-9a-f]{24}-[0-9a-f]{34}(?-u:\b)",
    ),
    shape(
        "Tailscale key",
        6,
        r"(?-u:\b)tskey-(?:auth|api|client|scim|webhook)-[A-Za-z0-9]+-[A-Za-z0-9]{24,}",
    ),
    shape("Figma token", 5, r"(?-u:\b)figd_[A-Za-z0-9_-]{38,}"),
    shape("Pulumi token", 4, r"(?-u:\b)pul-[0-9a-f]{40}(?-u:\b)"),
    shape(
        JWT,
        3,
        r"(?-u:\b)eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}",
    ),
];

/// `None` only if a pattern were wrong, which a test rules out.
static ANY: LazyLock<Option<RegexSet>> =
    LazyLock::new(|| RegexSet::new(SHAPES.iter().map(|shape| shape.pattern)).ok());

/// Most are never met with.
static EACH: [OnceLock<Option<Regex>>; SHAPES.len()] = [const { OnceLock::new() }; SHAPES.len()];

fn each(at: usize) -> Option<&'static Regex> {
    let compile = || Regex::new(SHAPES[at].pattern).ok();
    EACH[at].get_or_init(compile).as_ref()
}

/// Makes ready what takes milliseconds.
pub(super) fn prepare() {
    LazyLock::force(&ANY);
}

/// The tokens of a known shape.
pub(super) fn find(text: &str) -> Vec<Secret> {
    let Some(any) = ANY.as_ref() else {
        return Vec::new();
    };
    let mut found: Vec<Secret> = Vec::new();
    for (start, word) in long_words(text) {
        find_in_word(any, start, word, &mut found);
    }
    found
}

/// The words of a text that are long enough for a token, and where they begin. A token is one word with
/// its surroundings, and most words are shorter.
pub(super) fn long_words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    let words = text.as_bytes().split(|byte| !is_of_token(*byte));
    words.filter_map(move |word| {
        let start = next;
        next += word.len() + 1;
        // Words are ASCII, so they begin and end between characters.
        (word.len() >= SHORTEST).then(|| (start, &text[start..start + word.len()]))
    })
}

/// Whether a pattern takes this byte.
fn is_of_token(byte: u8) -> bool {
    matches!(byte, b'%' | b'&' | b'+' | b'-'..=b':' | b'=' | b'?'..=b'Z' | b'_' | b'a'..=b'z' | b'~')
}

/// The tokens in a word that begins at a place of its text.
fn find_in_word(any: &RegexSet, start: usize, word: &str, found: &mut Vec<Secret>) {
    let mut here: Vec<Secret> = Vec::new();
    for at in &any.matches(word) {
        let pattern = each(at).into_iter();
        here.extend(pattern.flat_map(|pattern| tokens(&SHAPES[at], pattern, word)));
    }
    // Of several shapes in one place, the one that begins first and takes most.
    here.sort_by(|one, other| {
        (one.span.start, other.span.end).cmp(&(other.span.start, one.span.end))
    });
    let mut end = 0;
    for mut secret in here {
        if secret.span.start >= end {
            end = secret.span.end;
            secret.span = start + secret.span.start..start + secret.span.end;
            found.push(secret);
        }
    }
}

/// The tokens of one shape.
fn tokens(shape: &Shape, pattern: &Regex, word: &str) -> Vec<Secret> {
    let tokens = pattern.captures_iter(word).filter_map(|captures| {
        let token = captures.name("v").or_else(|| captures.get(0))?;
        let value = token.as_str();
        let body = &value[shape.head..];
        let is_none =
            placeholder::is_filler(body) || is_wordy(body) || (shape.kind == JWT && !is_jwt(value));
        (!is_none).then(|| Secret {
            kind: shape.kind,
            span: token.range(),
            head: shape.head,
        })
    });
    tokens.collect()
}

/// Whether the first part is a header: JSON that names an algorithm.
fn is_jwt(token: &str) -> bool {
    let header = token.split('.').next().and_then(base64::decode);
    header
        .and_then(|header| serde_json::from_slice::<serde_json::Value>(&header).ok())
        .is_some_and(|header| header.get("alg").is_some_and(serde_json::Value::is_string))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_sound() {
        assert!(ANY.is_some());
        assert!((0..SHAPES.len()).all(|at| each(at).is_some()));
    }

    #[test]
    fn words_come_with_their_places_whatever_stands_between() {
        let long = "x".repeat(SHORTEST);
        let text = format!("é{long}「{long}y」 {} {long}=", "x".repeat(SHORTEST - 1));
        let words: Vec<(usize, &str)> = long_words(&text).collect();
        assert_eq!(words.len(), 3);
        for (start, word) in words {
            assert!(word.starts_with(&long) && text[start..].starts_with(word));
        }
    }

    #[test]
    fn a_head_is_never_enough_to_use() {
        for shape in &SHAPES {
            assert!(shape.head <= 16, "{}", shape.kind);
        }
    }
}
