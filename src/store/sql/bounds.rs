//! How much a question may be made of: what is built of it is gone through recursively.

use datafusion::sql::sqlparser::{
    dialect::GenericDialect,
    tokenizer::{Token, Tokenizer},
};

/// Longest question, in bytes: a list of a hundred thousand ids.
const MOST_BYTES: usize = 4 << 20;

/// Most names, keywords and signs; each may stand a level deeper than the one before it. Values and what
/// parts them count for nothing, so lists may be long.
const MOST_WORDS: usize = 2_000;

/// Refuses a question that is too large, and says why.
pub(super) fn check(query: &str) -> Result<(), String> {
    if query.len() > MOST_BYTES {
        return Err(format!(
            "it is longer than {} MB; ask for less at once",
            MOST_BYTES >> 20
        ));
    }
    // What is no SQL at all is told by who reads it.
    let tokens = Tokenizer::new(&GenericDialect {}, query).tokenize();
    let words = tokens.unwrap_or_default();
    let words = words.iter().filter(|token| is_word(token)).count();
    if words > MOST_WORDS {
        return Err(format!(
            "it has {words} names, keywords and signs, and may have {MOST_WORDS}; ask for less at once, and instead of many ORs write `column IN (...)`"
        ));
    }
    Ok(())
}

/// Parentheses are counted where the question is read: fifty within each other.
fn is_word(token: &Token) -> bool {
    !matches!(
        token,
        Token::Whitespace(_)
            | Token::Comma
            | Token::Number(..)
            | Token::SingleQuotedString(_)
            | Token::LParen
            | Token::RParen
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_may_be_long_and_chains_may_not() {
        let ids = vec!["'architecture-1767225600000-abc123'"; 100_000].join(", ");
        let list = format!("SELECT id FROM entries WHERE id IN ({ids})");
        assert_eq!(check(&list), Ok(()));
        for chain in [
            vec!["1"; 6_000].join("+"),
            vec!["SELECT 1"; 2_000].join(" UNION ALL "),
            format!("1{}", "::int".repeat(3_000)),
            format!("1{}", " IS NULL".repeat(3_000)),
            format!("SELECT * FROM e{}", ", e".repeat(6_000)),
        ] {
            let told = check(&chain).unwrap_err();
            assert!(told.contains("may have 2000"), "{told}");
        }
        assert!(check(&" ".repeat(MOST_BYTES + 1)).is_err());
        assert_eq!(check("'not closed"), Ok(()));
    }
}
