//! `lore list`: entries by age.

use std::io::Write;

use super::Result;
use crate::{
    cli::{args::ListArgs, entries::write_entries, json, output::Output},
    domain::filter::Filter,
    service::Lore,
};

/// Entries read at once.
const PAGE: usize = 500;

/// Entries that a terminal shows when nobody says how many.
const TERMINAL_LIMIT: usize = 50;

/// Prints the entries that the filter admits. They are read page by page, so that any number fits.
pub async fn run(lore: &Lore, out: &mut Output, args: &ListArgs, filter: &Filter) -> Result {
    out.reveal = args.reveal;
    out.prepare();
    lore.check_scope(filter).await?;
    let limit = match args.limit {
        Some(limit) => limit as usize,
        None if out.width.is_some() && !out.json => TERMINAL_LIMIT,
        None => usize::MAX,
    };
    let listing = lore.list_first(filter, args.sort.into(), limit).await?;
    let total = listing.total();
    let mut document = json::ListWriter::new("entries");
    let mut shown = 0;
    while shown < limit.min(total) {
        let page = listing.page(shown, PAGE.min(limit - shown)).await?;
        if page.is_empty() {
            break;
        }
        shown += page.len();
        if out.json {
            for entry in &page {
                document.item(out, &entry.to_json())?;
            }
        } else {
            write_entries(out, &page)?;
        }
    }
    if out.json {
        document.end(out, total)?;
    } else if total == 0 {
        writeln!(out, "no entries")?;
    } else {
        out.note_rest(shown, total)?;
    }
    out.note_masks()?;
    Ok(())
}
