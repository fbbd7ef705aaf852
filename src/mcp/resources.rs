//! Entries as resources, `lore://entry/{id}`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use rmcp::model::{
    Annotations, ListResourcesResult, ReadResourceResult, Resource, ResourceContents,
    ResourceTemplate,
};

use super::failure::{Code, Failure};
use crate::{
    domain::{cleanup::excerpt, entry::Entry, filter::Filter, search::Sort},
    service::{ById, Lore},
};

/// What the address of every entry begins with.
const ENTRY: &str = "lore://entry/";

/// What names the repository of an id that several have.
const REPOSITORY: &str = "repository=";

/// What an entry is read as.
const JSON: &str = "application/json";

/// Entries on one page of the list.
const PAGE: usize = 100;

/// What stands in an address as it is (RFC 3986, unreserved).
const PLAIN: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// How the address of an entry is made.
pub fn template() -> ResourceTemplate {
    ResourceTemplate::new(format!("{ENTRY}{{id}}"), "entry")
        .with_title("Entry")
        .with_description(
            "One entry by its id; where several repositories have the id, ?repository=NAME behind it",
        )
        .with_mime_type(JSON)
}

/// A page of the list of all entries, the newest first.
pub async fn page(lore: &Lore, cursor: Option<&str>) -> Result<ListResourcesResult, Failure> {
    let offset: usize = match cursor {
        None => 0,
        Some(cursor) => cursor.parse().map_err(|_| {
            Failure::invalid("the cursor is none of this list: leave it away to begin anew")
        })?,
    };
    let listing = lore
        .list_first(
            &Filter::default(),
            Sort::Newest,
            offset.saturating_add(PAGE),
        )
        .await?;
    let entries = listing.page(offset, PAGE).await?;
    let ids: Vec<String> = entries.iter().map(|entry| entry.id.clone()).collect();
    let places = lore.find_all(&ids).await?;
    let resources = entries
        .iter()
        .zip(places)
        .map(|(entry, places)| resource(entry, places.len() > 1));
    let mut page = ListResourcesResult::with_all_items(resources.collect());
    let next = offset.saturating_add(entries.len());
    page.next_cursor = (next < listing.total()).then(|| next.to_string());
    Ok(page)
}

/// The entry at an address.
pub async fn read(lore: &Lore, address: &str) -> Result<ReadResourceResult, Failure> {
    let name = name(address).ok_or_else(|| Failure {
        code: Code::NotFound,
        message: format!(
            "`{}` is no address of an entry, such as {ENTRY}decision-1795330760962-qmr0l9",
            address.escape_debug()
        ),
    })?;
    let entry = lore.entry(&name).await?;
    let text = entry.to_json().to_string();
    let contents = ResourceContents::text(text, address).with_mime_type(JSON);
    Ok(ReadResourceResult::new(vec![contents]))
}

fn resource(entry: &Entry, is_ambiguous: bool) -> Resource {
    let repository = is_ambiguous.then_some(entry.repository.as_str());
    let mut annotations = Annotations::default();
    annotations.last_modified = entry.instant().map(|moment| moment.to_rfc3339());
    Resource::new(address(&entry.id, repository), &entry.id)
        .with_title(excerpt(&entry.text))
        .with_description(format!(
            "{} of {} in {}",
            entry.kind,
            entry.agent,
            entry.place()
        ))
        .with_mime_type(JSON)
        .with_annotations(annotations)
}

fn address(id: &str, repository: Option<&str>) -> String {
    let id = utf8_percent_encode(id, &PLAIN);
    match repository {
        None => format!("{ENTRY}{id}"),
        Some(name) => format!(
            "{ENTRY}{id}?{REPOSITORY}{}",
            utf8_percent_encode(name, &PLAIN)
        ),
    }
}

fn name(address: &str) -> Option<ById> {
    let rest = address.strip_prefix(ENTRY)?;
    let (id, repository) = match rest.split_once('?') {
        None => (rest, None),
        Some((id, query)) => (id, Some(query.strip_prefix(REPOSITORY)?)),
    };
    let decode = |text: &str| Some(percent_decode_str(text).decode_utf8().ok()?.into_owned());
    Some(ById {
        id: decode(id).filter(|id| !id.is_empty())?,
        repository: match repository {
            Some(name) => Some(decode(name)?),
            None => None,
        },
        revision: None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_address_leads_back(id in ".+", repository in proptest::option::of(".*")) {
            let address = address(&id, repository.as_deref());
            prop_assert!(address.is_ascii());
            let revision = None;
            prop_assert_eq!(name(&address), Some(ById { id, repository, revision }));
        }
    }

    #[test]
    fn an_address_may_be_written_plainly() {
        let name = name("lore://entry/my id?repository=shop").unwrap();
        assert_eq!(
            (name.id.as_str(), name.repository.as_deref()),
            ("my id", Some("shop"))
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for wrong in [
            "",
            "lore://entry/",
            "lore://entries/x",
            "file:///etc/passwd",
            "lore://entry/%ff",
            "lore://entry/x?y=z",
        ] {
            assert_eq!(name(wrong), None, "{wrong}");
        }
    }
}
