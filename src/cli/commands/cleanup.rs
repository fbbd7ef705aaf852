//! `lore cleanup` and `lore apply`: what is old goes to the trash.

use std::{io::Write, path::Path};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::Result;
use crate::{
    cli::{
        args::{ApplyArgs, CleanupArgs},
        entries::write_entries,
        failure::{Failure, Stop},
        outcome,
        output::Output,
        preview::{SAMPLES, write_counts},
        progress::watched,
    },
    config::Settings,
    domain::{
        cleanup::{Plan, Planned, Policy, Retention, exceptions},
        count::{counted, thousands},
        stats::{Count, Occurrences},
        when,
    },
    service::{Lore, json::counts, plan_file},
};

/// What a cleanup is to take, checked before a store is opened.
#[derive(Debug)]
pub enum Rule {
    /// By the arguments; with what they say in words.
    Arguments(Policy, String),
    /// By a policy of the config, with its name.
    Named(Retention, String),
}

/// Checks the arguments.
pub fn rule(
    args: &CleanupArgs,
    settings: &Settings,
    now: DateTime<Utc>,
) -> std::result::Result<Rule, Stop> {
    if let Some(path) = &args.save {
        plan_file::check_free(path)?;
    }
    if let Some(name) = &args.policy {
        return named(args, settings, name).map_err(Stop::from);
    }
    let age = args.older_than.as_deref().unwrap_or_default();
    let before = when::parse(age, now)
        .map_err(|error| Failure::invalid(format!("--older-than: {error}")))?;
    let policy = Policy {
        before,
        filter: args.filter.to_filter(now)?,
        keep_newest: args.keep_newest,
        protected_types: args.protect.clone(),
    };
    let mut words = vec![format!("older than {age}"), args.filter.in_words()];
    words.extend(exceptions(args.keep_newest, &args.protect));
    words.retain(|part| !part.is_empty());
    Ok(Rule::Arguments(policy, words.join(", ")))
}

fn named(
    args: &CleanupArgs,
    settings: &Settings,
    name: &str,
) -> std::result::Result<Rule, Failure> {
    if !args.filter.is_empty() {
        return Err(Failure::invalid(
            "a policy has filters of its own: leave away --policy, or the filters",
        ));
    }
    let Some(retention) = settings.retention.get(name) else {
        let names: Vec<&str> = settings.retention.keys().map(String::as_str).collect();
        let known = match names.as_slice() {
            [] => "the config file has none".to_owned(),
            names => format!("the config file has {}", names.join(", ")),
        };
        let message = format!("no policy `{name}`: {known}; it would stand in [retention.{name}]");
        return Err(Failure::invalid(message));
    };
    Ok(Rule::Named(retention.clone(), name.to_owned()))
}

/// Makes the plan and shows it, writes it down, or carries it out.
pub async fn run(lore: &Lore, out: &mut Output, args: &CleanupArgs, rule: Rule) -> Result {
    let plan = match rule {
        Rule::Arguments(policy, words) => {
            lore.check_scope(&policy.filter).await?;
            lore.plan_cleanup(&policy, &words).await?
        }
        Rule::Named(retention, name) => {
            lore.check_scope(&retention.filter()).await?;
            lore.plan_retention(&retention, &name).await?
        }
    };
    if args.apply {
        return carry_out(lore, out, &plan).await;
    }
    let saved = match &args.save {
        Some(path) if !plan.entries.is_empty() => {
            plan_file::save(&plan, path)?;
            Some(path.as_path())
        }
        _ => None,
    };
    show(lore, out, &plan, saved).await?;
    if plan.entries.is_empty() {
        return Ok(());
    }
    match saved {
        Some(path) => {
            let path = path.display();
            out.note(format!("the plan is in {path}; `lore apply {path}` carries it out"))?;
        }
        None => out.note(
            "nothing is changed yet; the same with --apply does it, with --save FILE it writes the plan down",
        )?,
    }
    Ok(())
}

/// Carries out a plan that was written down.
pub async fn apply(lore: &Lore, out: &mut Output, args: &ApplyArgs) -> Result {
    let plan = plan_file::load(&args.file)?;
    if args.dry_run {
        lore.check_plan(&plan).await?;
        show(lore, out, &plan, None).await?;
        if !plan.entries.is_empty() {
            out.note("nothing is changed yet; the same without --dry-run does it")?;
        }
        return Ok(());
    }
    carry_out(lore, out, &plan).await
}

async fn carry_out(lore: &Lore, out: &mut Output, plan: &Plan) -> Result {
    let outcome = watched("cleaning up", async |cancel, progress| {
        lore.apply_cleanup(plan, cancel, progress).await
    })
    .await?;
    outcome::report_trashed(out, &outcome)
}

async fn show(lore: &Lore, out: &mut Output, plan: &Plan, saved: Option<&Path>) -> Result {
    let by_kind = occurrences(plan, |planned| &planned.kind);
    let by_agent = occurrences(plan, |planned| &planned.agent);
    let by_project = occurrences(plan, |planned| &planned.project_id);
    let stay = plan.spared;
    if out.json {
        out.document(&json!({
            "dry_run": true,
            "made": plan.made,
            "rule": plan.rule,
            "total": plan.entries.len(),
            "by_type": counts(&by_kind),
            "by_agent": counts(&by_agent),
            "by_project": counts(&by_project),
            "stay": {"pinned": stay.pinned, "protected": stay.protected, "newest": stay.newest},
            "entries": plan.entries.iter().map(as_json).collect::<Vec<_>>(),
            "saved": saved.map(|path| path.display().to_string()),
        }))?;
        return Ok(());
    }
    if plan.entries.is_empty() {
        writeln!(out, "no entries: nothing to do")?;
    } else {
        let number = out.styles.number;
        let entries = counted(plan.entries.len(), "entry", "entries");
        writeln!(
            out,
            "{number}{entries}{number:#} would go to the trash: {}",
            plan.rule
        )?;
        write_counts(out, "by type", &by_kind)?;
        write_counts(out, "by agent", &by_agent)?;
        write_counts(out, "by project", &by_project)?;
    }
    let stay: Vec<Count> = [
        ("pinned", stay.pinned),
        ("of protected types", stay.protected),
        ("newest", stay.newest),
    ]
    .into_iter()
    .filter(|(_, entries)| *entries > 0)
    .map(|(name, entries)| Count {
        name: name.to_owned(),
        entries,
    })
    .collect();
    if !stay.is_empty() {
        write_counts(out, "old, stay", &stay)?;
    }
    let samples = plan.targets();
    let samples = &samples[..samples.len().min(SAMPLES)];
    if plan.entries.len() > samples.len() {
        let label = out.styles.label;
        writeln!(
            out,
            "{label}the {} oldest{label:#}",
            thousands(samples.len())
        )?;
    }
    let samples: Vec<_> = lore.look_up(samples).await?.into_iter().flatten().collect();
    write_entries(out, &samples)?;
    Ok(())
}

fn occurrences<'a>(plan: &'a Plan, value: impl Fn(&'a Planned) -> &'a String) -> Vec<Count> {
    let values = plan.entries.iter().map(|planned| value(planned).as_str());
    values.collect::<Occurrences>().sorted()
}

fn as_json(planned: &Planned) -> Value {
    json!({
        "id": planned.target.key.id,
        "repository": planned.target.key.repository,
        "type": planned.kind,
        "project_id": planned.project_id,
        "agent": planned.agent,
        "timestamp": planned.timestamp,
        "excerpt": planned.excerpt,
    })
}
