//! `lore demo`: a sample store to try lore on.

use std::{io::Write, path::PathBuf};

use chrono::{DateTime, Utc};

use super::{Result, reembed};
use crate::{
    cli::{
        args::DemoArgs,
        failure::{Failure, Stop},
        opening::open,
        output::Output,
        ui::{Ui, Wanted, themes},
        upkeep::keep_up,
    },
    config::{Recall, Settings},
    domain::{count::counted, filter::Filter},
    service::{After, Lore, demo},
};

/// Entries that get their vectors before the path is printed. More would keep the caller waiting
/// for minutes; the UI makes the rest in the background, and so does `lore reembed`.
const EMBEDDED_AT_ONCE: usize = 2_000;

/// Makes the sample store, and tells on what the UI is to be opened, if it is.
pub async fn run(
    args: DemoArgs,
    settings: Settings,
    wanted: Wanted,
    out: &mut Output,
    now: DateTime<Utc>,
) -> std::result::Result<Option<Ui>, Stop> {
    let opens_ui = !args.no_tui;
    if opens_ui && !wanted.plain && out.width.is_none() {
        let message = "the sample store opens in the terminal UI, and standard output is no terminal: add --no-tui to make the store alone";
        return Err(Failure::invalid(message).into());
    }
    let themes = themes(&settings.appearance)?;
    let settings = Settings {
        store: make(&args, now).await?,
        ..settings
    };
    let lore = open(&settings, out).await?;
    if opens_ui {
        let folder = settings.store.display();
        out.note(format!("the sample store is {folder}"))?;
        return Ok(Some(Ui {
            embed_missing: true,
            recall: Recall::Settings,
            ..Ui::new(lore, settings, themes, wanted)
        }));
    }
    print_path(&lore, out).await?;
    keep_up(&lore, out, After::Write).await?;
    Ok(None)
}

/// Makes the store, or finds the one made earlier in the folder asked for.
async fn make(args: &DemoArgs, now: DateTime<Utc>) -> std::result::Result<PathBuf, Stop> {
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
async fn print_path(lore: &Lore, out: &mut Output) -> Result {
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
