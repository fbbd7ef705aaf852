//! Numbers as people read them.

/// A number with separators between its thousands: `1,234,567`.
#[must_use]
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number and the thing it counts: `1 entry`, `1,234 entries`.
#[must_use]
pub fn counted(number: usize, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        thousands(number),
        if number == 1 { one } else { many }
    )
}

/// A size in the largest unit that leaves a figure before the point: `512 B`, `18.4 MB`.
#[must_use]
pub fn bytes(size: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if size < 1000 {
        return format!("{size} B");
    }
    let mut value = size as f64 / 1000.0;
    let mut unit = 0;
    // 999.95 would round to "1000.0".
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

/// A part of a whole in percent, rounded. Only all of it is 100 %, and only nothing is 0 %.
#[must_use]
pub fn percent(part: usize, whole: usize) -> usize {
    if part == 0 || whole == 0 {
        return 0;
    }
    if part >= whole {
        return 100;
    }
    let rounded = (part as u128 * 100 + whole as u128 / 2) / whole as u128;
    usize::try_from(rounded).unwrap_or(99).clamp(1, 99)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (12_345, "12,345"),
            (123_456, "123,456"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(thousands(number), text);
        }
    }

    #[test]
    fn one_thing_is_singular() {
        assert_eq!(counted(1, "entry", "entries"), "1 entry");
        assert_eq!(counted(0, "entry", "entries"), "0 entries");
    }

    #[test]
    fn sizes_take_the_fitting_unit() {
        for (size, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (18_400_000, "18.4 MB"),
            (999_960_000, "1.0 GB"),
        ] {
            assert_eq!(bytes(size), text);
        }
        assert!(bytes(u64::MAX).ends_with(" PB"));
    }

    #[test]
    fn nearly_all_is_not_all() {
        assert_eq!(percent(999, 1_000), 99);
        assert_eq!(percent(107, 600), 18);
        assert_eq!(percent(104, 600), 17);
        assert_eq!(percent(1, 1_000), 1);
        assert_eq!(percent(0, 0), 0);
        assert_eq!(percent(7, 7), 100);
    }
}
