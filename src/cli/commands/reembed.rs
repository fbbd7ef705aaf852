//! `lore reembed`: makes vectors anew.

use std::io::Write;

use super::Result;
use crate::{
    cli::{
        failure::{Code, Failure, Stop},
        output::Output,
        progress::watched,
    },
    domain::{
        count::{counted, thousands},
        filter::Filter,
    },
    service::{Lore, ReembedReport},
};

/// Embeds what the filter admits, until it is done or Ctrl-C is pressed.
pub async fn run(
    lore: &Lore,
    out: &mut Output,
    filter: &Filter,
    model: Option<&str>,
    dry_run: bool,
) -> Result {
    lore.check_scope(filter).await?;
    let with_model = match model {
        Some(model) => lore.using_model(model)?,
        None => lore.clone(),
    };
    let report = embed(&with_model, filter, dry_run).await?;
    if out.json {
        out.document(&json(&report, dry_run))?;
    } else if dry_run {
        writeln!(
            out,
            "{} without a vector of the model, of {}; `lore reembed` makes them",
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
    if model.is_some() && !in_use.is_ok_and(|in_use| in_use == made_by) {
        let model = model.unwrap_or_default();
        out.note(format!(
            "new entries go on getting vectors of the model in use: put model = \"{model}\" into the config file"
        ))?;
    }
    if report.cancelled {
        return Err(interrupted(&report));
    }
    Ok(())
}

/// Embeds with a progress line; Ctrl-C stops it after the batch at hand.
pub async fn embed(
    lore: &Lore,
    filter: &Filter,
    dry_run: bool,
) -> std::result::Result<ReembedReport, crate::service::Error> {
    watched("embedding", async |cancel, progress| {
        lore.reembed(filter, dry_run, cancel, progress).await
    })
    .await
}

/// What a run that was stopped ends with.
pub fn interrupted(report: &ReembedReport) -> Stop {
    let left = report.needed.saturating_sub(report.embedded);
    let left = counted(left, "entry", "entries");
    let message = format!("interrupted with {left} left; `lore reembed` goes on from there");
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
