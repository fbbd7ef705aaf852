//! `lore reembed`: makes vectors anew.

use std::io::Write;

use super::Result;
use crate::{
    cli::{
        failure::{Code, Failure, Stop},
        output::Output,
        progress::watched,
    },
    domain::count::{counted, thousands},
    service::{Lore, ReembedReport, Reembedding},
};

/// Embeds what the filter admits, until it is done or Ctrl-C is pressed.
pub async fn run(
    lore: &Lore,
    out: &mut Output,
    wanted: &Reembedding,
    model: Option<&str>,
) -> Result {
    lore.check_scope(&wanted.filter).await?;
    let with_model = match model {
        Some(model) => lore.using_model(model)?,
        None => lore.clone(),
    };
    let report = embed(&with_model, wanted).await?;
    if out.json {
        out.document(&json(&report, wanted.dry_run))?;
    } else if wanted.dry_run {
        let (what, command) = if wanted.all {
            ("that can have a vector", "lore reembed --all")
        } else {
            ("without a vector of the model", "lore reembed")
        };
        writeln!(
            out,
            "{} {what}, of {}; `{command}` makes them",
            counted(report.needed, "entry", "entries"),
            thousands(report.entries)
        )?;
    } else {
        writeln!(
            out,
            "{} embedded anew, of {}",
            counted(report.embedded, "entry", "entries"),
            thousands(report.entries)
        )?;
    }
    for (id, reason) in &report.skipped {
        out.note(format!("{id} was skipped: {reason}"))?;
    }
    if report.changed_meanwhile > 0 {
        out.note(format!(
            "{} changed by others meanwhile; another run takes them",
            counted(report.changed_meanwhile, "entry", "entries")
        ))?;
    }
    let (made_by, in_use) = (with_model.model_name().await?, lore.model_name().await);
    if let Some(model) = model
        && !in_use.is_ok_and(|in_use| in_use == made_by)
    {
        let model = for_config(model);
        out.note(format!(
            "new entries go on getting vectors of the model in use: put model = {model:?} into the config file"
        ))?;
    }
    if report.cancelled {
        return Err(interrupted(&report, wanted));
    }
    Ok(())
}

/// A model as the config file names it: there a path starts at that file.
fn for_config(model: &str) -> String {
    let folder = std::path::absolute(model).ok().filter(|path| path.is_dir());
    folder.map_or_else(
        || model.to_owned(),
        |folder| folder.to_string_lossy().into_owned(),
    )
}

/// Embeds with a progress line; Ctrl-C stops it after the batch at hand.
pub async fn embed(
    lore: &Lore,
    wanted: &Reembedding,
) -> std::result::Result<ReembedReport, crate::service::Error> {
    watched("embedding", async |cancel, progress| {
        lore.reembed_as(wanted, cancel, progress).await
    })
    .await
}

/// What a run that was stopped ends with.
pub fn interrupted(report: &ReembedReport, wanted: &Reembedding) -> Stop {
    let left = report.needed.saturating_sub(report.embedded);
    let left = counted(left, "entry", "entries");
    let next = if wanted.all {
        "`lore reembed --all` begins anew"
    } else {
        "`lore reembed` goes on from there"
    };
    let message = format!("interrupted with {left} left; {next}");
    Failure::new(Code::ServiceUnavailable, message).into()
}

fn json(report: &ReembedReport, dry_run: bool) -> serde_json::Value {
    let skipped: Vec<_> = report
        .skipped
        .iter()
        .map(|(id, reason)| serde_json::json!({"id": id, "reason": reason}))
        .collect();
    serde_json::json!({
        "entries": report.entries,
        "needed": report.needed,
        "embedded": report.embedded,
        "changed_meanwhile": report.changed_meanwhile,
        "skipped": skipped,
        "cancelled": report.cancelled,
        "dry_run": dry_run,
    })
}
