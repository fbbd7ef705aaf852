//! What lore makes where a file says nothing: ids and moments, the same in every run, so that the
//! same file imported again finds what it brought before.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

use super::Record;
use crate::domain::{id, kind, time};

/// A moment as a file of others has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated(pub DateTime<Utc>);

impl Dated {
    /// A moment by its milliseconds since the epoch; seconds, where the number is too small.
    #[must_use]
    pub fn epoch(number: i64) -> Option<Self> {
        /// In milliseconds it would be in 1973, in seconds in 5138.
        const LEAST_MILLIS: i64 = 100_000_000_000;
        let moment = if number.abs() < LEAST_MILLIS {
            DateTime::from_timestamp(number, 0)
        } else {
            DateTime::from_timestamp_millis(number)
        };
        moment.map(Self)
    }

    /// A moment or a day as text.
    #[must_use]
    pub fn text(text: &str) -> Option<Self> {
        let text = text.trim();
        let day = || {
            let day = ["%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y"]
                .into_iter()
                .find_map(|form| NaiveDate::parse_from_str(text, form).ok())?;
            Some(day.and_hms_opt(0, 0, 0)?.and_utc())
        };
        time::parse_timestamp(text).or_else(day).map(Self)
    }

    /// The text of the column.
    #[must_use]
    pub fn column(self) -> String {
        self.0.to_rfc3339_opts(SecondsFormat::Millis, true)
    }
}

/// The id of an entry that came without one: made of all that it says.
#[must_use]
pub fn made_id(record: &Record) -> String {
    let kind = record.kind.filled().unwrap_or(kind::GENERAL);
    let moment = record.timestamp.text().and_then(time::parse_timestamp);
    let cells = record.cells();
    made(
        kind,
        moment,
        cells.map(|(_, cell)| cell.text().unwrap_or_default()),
    )
}

/// The id of an entry that its source knows by these names: the same, whatever becomes of the rest of it.
#[must_use]
pub fn named_id<const N: usize>(kind: &str, names: [&str; N]) -> String {
    made(kind, None, names)
}

fn made<const N: usize>(kind: &str, moment: Option<DateTime<Utc>>, of: [&str; N]) -> String {
    /// Without a moment it is one of the first days of the epoch, by chance, in milliseconds.
    const UNDATED: usize = 1_000_000_000;
    let mut hasher = blake3::Hasher::new();
    for text in of {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    let mut digits = hasher.finalize_xof();
    let mut pick = |below: usize| {
        let mut bytes = [0; 8];
        digits.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % below.max(1) as u64).unwrap_or_default()
    };
    let moment = moment.or_else(|| {
        let millis = i64::try_from(pick(UNDATED)).ok()?;
        DateTime::from_timestamp_millis(millis)
    });
    id::entry_id(kind, moment.unwrap_or_default(), &mut pick)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_record_gets_the_same_id() {
        let record = |text: &str| Record {
            text: text.into(),
            kind: "decision".into(),
            timestamp: "2026-01-02T03:04:05Z".into(),
            ..Record::default()
        };
        let one = made_id(&record("a"));
        assert_eq!(one, made_id(&record("a")));
        assert_ne!(one, made_id(&record("b")));
        assert!(one.starts_with("decision-1767323045000-"), "{one}");
        assert_eq!(one.rsplit('-').next().unwrap().len(), id::SUFFIX_LENGTH);
    }

    #[test]
    fn an_id_needs_no_moment_and_follows_its_names() {
        let undated = |text: &str| {
            made_id(&Record {
                text: text.into(),
                ..Record::default()
            })
        };
        assert_eq!(undated("a"), undated("a"));
        assert!(undated("a").starts_with("general-"), "{}", undated("a"));
        let middle = |id: &str| id.split('-').nth(1).unwrap().to_owned();
        assert_ne!(middle(&undated("a")), middle(&undated("b")));
        assert_eq!(named_id("note", ["a", "b"]), named_id("note", ["a", "b"]));
        assert_ne!(named_id("note", ["a", "b"]), named_id("note", ["ab", ""]));
    }

    #[test]
    fn moments_are_read_in_the_forms_that_others_use() {
        let day = Some("2026-01-02T00:00:00.000Z".to_owned());
        for text in [
            "2026-01-02",
            " 2026/01/02 ",
            "02.01.2026",
            "2026-01-02T00:00:00Z",
        ] {
            assert_eq!(Dated::text(text).map(Dated::column), day, "{text}");
        }
        assert_eq!(Dated::text("soon"), None);
        assert_eq!(Dated::epoch(1_767_312_000).map(Dated::column), day);
        assert_eq!(Dated::epoch(1_767_312_000_000).map(Dated::column), day);
    }
}
