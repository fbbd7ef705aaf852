//! Letters that could be a word, as names in programs and in prose are made of.

/// More consonants in a row stand in few words.
const CONSONANTS_IN_A_ROW: usize = 4;

/// Whether letters could be a word, having vowels and consonants in the measure of languages. Less is
/// asked of what stands alone, between signs.
pub(super) fn is_word(letters: &[u8], stands_alone: bool) -> bool {
    let is_vowel = |letter: &u8| b"aeiouy".contains(&letter.to_ascii_lowercase());
    let vowels = letters.iter().filter(|letter| is_vowel(letter)).count();
    if stands_alone {
        return letters.len() >= 3 && (vowels > 0 || letters.len() <= 4);
    }
    let longest = letters.split(is_vowel).map(<[u8]>::len).max().unwrap_or(0);
    letters.len() >= 4
        && vowels * 5 >= letters.len()
        && vowels * 4 <= letters.len() * 3
        && longest <= CONSONANTS_IN_A_ROW
        && letters.windows(2).all(|pair| may_meet(pair[0], pair[1]))
}

/// Whether a letter may follow another within a word: any vowel may, and of the consonants those that do
/// in English, in its neighbours, and in the abbreviations of programs.
fn may_meet(first: u8, second: u8) -> bool {
    let (first, second) = (first.to_ascii_lowercase(), second.to_ascii_lowercase());
    let followers: &[u8] = match first {
        b'b' => b"bcdhjklmnprstvwy",
        b'c' => b"chdklnpqrsty",
        b'd' => b"bcdfghjlmnprstvwy",
        b'f' => b"bfglmrsty",
        b'g' => b"bdghlmnprsty",
        b'h' => b"bcdflmnrstwy",
        b'j' => b"",
        b'k' => b"bdfghklmnprstwy",
        b'l' => b"bcdfghjklmnpqrstvwy",
        b'm' => b"bcdflmnprsty",
        b'n' | b'r' => b"bcdfghjklmnpqrstvwxyz",
        b'p' => b"bcdfghlmnprstwy",
        b'q' => b"l",
        b's' => b"bcdfghklmnpqrstvwy",
        b't' => b"bcdfghlmnprstwxyz",
        b'v' => b"lrsvy",
        b'w' => b"bdfhklmnrsty",
        b'x' => b"chlmpty",
        b'y' => b"bcdfghjklmnprstvwxz",
        b'z' => b"hlmyz",
        _ => return true,
    };
    b"aeiou".contains(&second) || followers.contains(&second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_letters_that_only_alternate() {
        for word in [
            "Provider",
            "Encoded",
            "nginx",
            "webhook",
            "Ingress",
            "Authentication",
        ] {
            assert!(is_word(word.as_bytes(), false), "{word}");
        }
        for letters in ["pvogo", "Emvn", "vjuzq", "xyz"] {
            assert!(!is_word(letters.as_bytes(), false), "{letters}");
        }
        assert!(is_word(b"api", true) && !is_word(b"api", false));
    }
}
