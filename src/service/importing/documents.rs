//! One JSON document: a list of entries, or an object with such a list in it, read entry by entry.

use std::{
    fmt,
    fs::File,
    io::{BufRead as _, BufReader},
};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{
    bounded::{Bounded, Left},
    feed::Feed,
    passed::Passed,
};
use crate::{
    domain::exchange::{Observation, Record, SessionSummary, from_json},
    service::{Error, Result},
};

/// What somebody says who wants no more; nobody reads it.
const NOT_WANTED: &str = "nobody wants more";

/// The keys behind which lists stand, and what is in them.
const LISTS: [(&str, Kind); 5] = [
    ("entries", Kind::Entries),
    ("results", Kind::Entries),
    ("items", Kind::Entries),
    ("observations", Kind::Observations),
    ("summaries", Kind::Summaries),
];

/// Lists of claude-mem's of which no entries are made.
const LEFT_OUT: [&str; 2] = ["sessions", "prompts"];

/// The mark of byte order that some editors put on top.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// What a list holds.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Entries,
    Observations,
    Summaries,
}

/// Reads a whole document.
pub(super) fn read(file: File, feed: &mut Feed) -> Result<()> {
    let (file, left) = Bounded::new(file);
    let mut reader = Reader {
        feed,
        left,
        number: 0,
        unwanted: false,
        has_list: false,
    };
    let mut file = BufReader::new(file);
    let beginning = file.fill_buf();
    let beginning = beginning.map_err(|error| Error::Invalid(error.to_string()))?;
    let marked = beginning.starts_with(MARK);
    file.consume(if marked { MARK.len() } else { 0 });
    let mut json = serde_json::Deserializer::from_reader(file);
    let read = (&mut reader)
        .deserialize(&mut json)
        .and_then(|()| json.end());
    match read {
        Ok(()) if reader.has_list => Ok(()),
        Ok(()) => Err(Error::Invalid(
            "it holds no list of entries (`entries`, `results`, `items` or `observations`)"
                .to_owned(),
        )),
        Err(_) if reader.unwanted => Ok(()),
        Err(error) => Err(Error::Invalid(error.to_string())),
    }
}

struct Reader<'a> {
    feed: &'a mut Feed,
    left: Left,
    number: u64,
    unwanted: bool,
    has_list: bool,
}

/// The document.
impl<'de> DeserializeSeed<'de> for &mut Reader<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> std::result::Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Reader<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list of entries, or an object that holds one")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> std::result::Result<(), A::Error> {
        List(self, Kind::Entries).visit_seq(seq)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if let Some((_, kind)) = LISTS.into_iter().find(|(name, _)| *name == key) {
                map.next_value_seed(List(&mut *self, kind))?;
            } else if let Some(name) = LEFT_OUT.into_iter().find(|name| *name == key) {
                self.left.lift();
                map.next_value_seed(Passed(&*self.feed, name))?;
            } else {
                self.left.lift();
                map.next_value::<IgnoredAny>()?;
            }
            self.left.renew();
        }
        Ok(())
    }
}

/// One of its lists.
struct List<'r, 'a>(&'r mut Reader<'a>, Kind);

impl<'de> DeserializeSeed<'de> for List<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> std::result::Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for List<'_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list of entries")
    }

    fn visit_unit<E>(self) -> std::result::Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<(), A::Error> {
        let Self(reader, kind) = self;
        reader.has_list = true;
        while let Some(item) = seq.next_element::<Box<RawValue>>()? {
            reader.left.renew();
            reader.number += 1;
            let record = record(kind, item.get());
            if reader.feed.put(reader.number, record).is_break() {
                reader.unwanted = true;
                return Err(A::Error::custom(NOT_WANTED));
            }
        }
        Ok(())
    }
}

fn record(kind: Kind, json: &str) -> std::result::Result<Record, String> {
    match kind {
        _ if json.starts_with('[') => Err("it is a list, not an object".to_owned()),
        Kind::Entries => from_json(json),
        Kind::Observations => parsed::<Observation>(json)?.record(),
        Kind::Summaries => parsed::<SessionSummary>(json)?.record(),
    }
}

fn parsed<T: for<'de> Deserialize<'de>>(json: &str) -> std::result::Result<T, String> {
    serde_json::from_str(json)
        .map_err(|error| format!("it is not as claude-mem writes it: {error}"))
}
