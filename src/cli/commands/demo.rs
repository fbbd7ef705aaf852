//! `lore demo`: a sample store to try lore on.

use std::{io::Write, path::PathBuf};

use chrono::{DateTime, Utc};

use super::{Result, reembed};
use crate::{
    cli::{args::DemoArgs, failure::Stop, output::Output},
    domain::{count::counted, filter::Filter},
    service::{Lore, demo},
};

/// Entries that get their vectors before the path is printed. More would keep the caller waiting
/// for minutes; the UI makes the rest in the background, and so does `lore reembed`.
const EMBEDDED_AT_ONCE: usize = 2_000;

/// Makes the store, or finds the one made earlier in the folder asked for.
pub async fn make(args: &DemoArgs, now: DateTime<Utc>) -> std::result::Result<PathBuf, Stop> {
    let folder = match &args.path {
        Some(path) => path.clone(),
        None => tempfile::Builder::new()
            .prefix("lore-demo-")
            .tempdir()?
            .keep(),
    };
    demo::make(&folder, args.entries as usize, now).await?;
    Ok(folder)
}

/// Embeds what can be waited for and prints the path.
pub async fn print_path(lore: &Lore, out: &mut Output) -> Result {
    let filter = Filter::default();
    let missing = lore.coverage(&filter).await?.missing();
    if missing > EMBEDDED_AT_ONCE {
        out.note(format!(
            "semantic search cannot see {} yet; the UI and `lore reembed` make their vectors",
            counted(missing, "entry", "entries")
        ))?;
    } else if missing > 0 {
        let report = reembed::embed(lore, &filter, false).await?;
        if report.cancelled {
            return Err(reembed::interrupted(&report));
        }
    }
    if out.json {
        out.document(&serde_json::json!({"path": lore.path()}))?;
    } else {
        writeln!(out, "{}", lore.path().display())?;
    }
    Ok(())
}
