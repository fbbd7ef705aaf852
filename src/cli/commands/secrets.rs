//! `lore secrets`: the entries that hold credentials.

use std::io::Write;

use serde_json::{Value, json};

use super::Result;
use crate::{
    cli::{
        args::SecretsArgs, entries::write_exposed, json::ListWriter, output::Output,
        progress::watched,
    },
    domain::{
        count::counted,
        filter::Filter,
        secret::{self, Secret},
    },
    service::{Lore, secrets::Exposed},
};

/// Characters around a credential that are shown with it.
const AROUND: usize = 40;

/// Lists the entries and their credentials, masked unless these are to be revealed.
pub async fn run(lore: &Lore, out: &mut Output, args: &SecretsArgs, filter: &Filter) -> Result {
    lore.check_scope(filter).await?;
    let exposed = watched("looking for credentials", async |cancel, progress| {
        let exposed = lore.secrets(filter, cancel, progress).await;
        exposed.map(|exposed| (exposed, cancel.is_cancelled()))
    })
    .await;
    let (exposed, cancelled) = exposed?;
    if out.json {
        let mut list = ListWriter::new("entries");
        for one in &exposed {
            list.item(out, &as_json(one, args.reveal))?;
        }
        list.end(out, exposed.len())?;
    } else if exposed.is_empty() {
        writeln!(out, "no credentials found")?;
    } else {
        let entries: Vec<_> = exposed.iter().map(|one| &one.entry).collect();
        let lines: Vec<Vec<String>> = exposed.iter().map(|one| lines(one, args.reveal)).collect();
        write_exposed(out, &entries, &lines)?;
        let entries = counted(exposed.len(), "entry holds", "entries hold");
        out.note(format!(
            "{entries} credentials: make them invalid where they were issued; `lore edit ID` takes one out of an entry, `lore purge ID` erases the entry with its past"
        ))?;
    }
    if cancelled {
        out.note("interrupted: there may be more")?;
    }
    Ok(())
}

/// Each credential of an entry: what it is, and the words around it.
fn excerpts(exposed: &Exposed, reveal: bool) -> Vec<(&'static str, String)> {
    let entry = &exposed.entry;
    let texts = [&entry.text, &entry.id, &entry.kind];
    let more = [&entry.project_id, &entry.session_id, &entry.agent];
    let texts = texts.into_iter().chain(more);
    let texts = texts.map(|text| (text, secret::find(text)));
    let metadata = (&entry.metadata, secret::find_in_metadata(&entry.metadata));
    texts
        .chain([metadata])
        .flat_map(|(text, secrets)| {
            let excerpt = |secret: &Secret| (secret.kind, secret.excerpt(text, AROUND, reveal));
            secrets.iter().map(excerpt).collect::<Vec<_>>()
        })
        .collect()
}

fn lines(exposed: &Exposed, reveal: bool) -> Vec<String> {
    let excerpts = excerpts(exposed, reveal).into_iter();
    excerpts
        .map(|(kind, excerpt)| format!("{kind}: {excerpt}"))
        .collect()
}

fn as_json(exposed: &Exposed, reveal: bool) -> Value {
    let entry = &exposed.entry;
    let excerpts = excerpts(exposed, reveal).into_iter();
    json!({
        "id": entry.id,
        "repository": entry.repository,
        "type": entry.kind,
        "project_id": entry.project_id,
        "agent": entry.agent,
        "timestamp": entry.timestamp,
        "kinds": exposed.kinds,
        "excerpts": excerpts.map(|(_, excerpt)| excerpt).collect::<Vec<_>>(),
    })
}
