//! A colour of the screen, and how well it stands out from another.

/// Red, green and blue, as `#rrggbb` writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub [u8; 3]);

impl Rgb {
    /// Reads `#rrggbb` or `#rgb`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let number = u32::from_str_radix(digits, 16).ok()?;
        match digits.len() {
            6 => Some(Self([16, 8, 0].map(|shift| (number >> shift) as u8))),
            3 => Some(Self([8, 4, 0].map(|shift| {
                let digit = (number >> shift) as u8 & 0xf;
                digit << 4 | digit
            }))),
            _ => None,
        }
    }

    /// Relative luminance as WCAG 2 defines it, 0 for black to 1 for white.
    #[must_use]
    pub fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Contrast of two colours as WCAG 2 defines it, from 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read() {
        assert_eq!(Rgb::parse("#12aBff"), Some(Rgb([0x12, 0xab, 0xff])));
        assert_eq!(Rgb::parse("#1af"), Some(Rgb([0x11, 0xaa, 0xff])));
        for wrong in [
            "", "#", "12abff", "#12abf", "#12abfff", "#+2abff", "#é12", "red",
        ] {
            assert_eq!(Rgb::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let contrast = |one, other| {
            Rgb::parse(one)
                .unwrap()
                .contrast(Rgb::parse(other).unwrap())
        };
        assert!((contrast("#000", "#fff") - 21.0).abs() < 1e-9);
        assert!((contrast("#777", "#777") - 1.0).abs() < 1e-9);
        // The lightest grey on white that WCAG counts as enough for text.
        assert!((contrast("#767676", "#ffffff") - 4.54).abs() < 0.01);
    }
}
