//! `lore doctor`: what is wrong with the store.

use std::io::Write;

use super::Result;
use crate::{
    cli::{
        args::DoctorArgs,
        failure::{Code, Failure, Stop},
        health::write_health,
        output::Output,
        progress::watched,
    },
    domain::{
        count::{bytes, counted},
        diagnosis::Finding,
        printable::printable_line,
    },
    service::{Care, Diagnosis, Lore, Mended, Tidied, json as shapes},
};

/// Mends if that is wanted, looks, and tells what is wrong.
///
/// # Errors
/// When something is.
pub async fn run(lore: &Lore, out: &mut Output, args: &DoctorArgs) -> Result {
    let mended = if args.fix {
        Some(mend(lore, out).await?)
    } else {
        None
    };
    let diagnosis = watched("looking", async |cancel, progress| {
        lore.diagnose(cancel, progress).await
    })
    .await?;
    if out.json {
        out.document(&shapes::diagnosis(&diagnosis, mended.as_ref()))?;
    } else {
        write(out, &diagnosis)?;
    }
    verdict(
        &diagnosis,
        mended.map_or(0, |mended| mended.left_alone.len()),
    )
}

async fn mend(lore: &Lore, out: &mut Output) -> std::result::Result<Mended, Stop> {
    let mended = watched("mending", async |cancel, progress| {
        lore.mend(Care::default(), cancel, progress).await
    })
    .await?;
    if !out.json {
        for (repository, tidied) in &mended.repositories {
            let (name, style) = (printable_line(repository), out.styles.project);
            writeln!(out, "{style}{name}{style:#}: {}", done(*tidied))?;
        }
        for (repository, why) in &mended.left_alone {
            let (name, style) = (printable_line(repository), out.styles.project);
            let why = printable_line(why);
            writeln!(out, "{style}{name}{style:#}: left as it is: {why}")?;
        }
    }
    if mended.cancelled {
        let message = "interrupted; `lore doctor --fix` goes on from there";
        return Err(Failure::new(Code::ServiceUnavailable, message).into());
    }
    Ok(mended)
}

/// What was done to a repository, in words.
fn done(tidied: Tidied) -> String {
    let versions = usize::try_from(tidied.versions).unwrap_or(usize::MAX);
    let parts: Vec<String> = [
        (tidied.steps > 0).then(|| "made few files of many".to_owned()),
        (versions > 0).then(|| {
            format!(
                "removed {}",
                counted(versions, "old version", "old versions")
            )
        }),
        (tidied.orphans > 0).then(|| {
            format!(
                "removed {}",
                counted(tidied.orphans, "leftover", "leftovers")
            )
        }),
        (tidied.freed > 0).then(|| format!("freed {}", bytes(tidied.freed))),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        return "nothing to do".to_owned();
    }
    parts.join(", ")
}

fn write(out: &mut Output, diagnosis: &Diagnosis) -> Result {
    write_health(out, &diagnosis.health)?;
    for finding in &diagnosis.findings {
        write_finding(out, finding)?;
    }
    if diagnosis.findings.is_empty() && !diagnosis.cancelled {
        writeln!(out, "\nnothing is wrong")?;
    }
    Ok(())
}

fn write_finding(out: &mut Output, finding: &Finding) -> Result {
    let styles = out.styles;
    writeln!(out)?;
    if !finding.repository.is_empty() {
        let name = printable_line(&finding.repository);
        write!(out, "{0}{name}{0:#}: ", styles.project)?;
    }
    writeln!(out, "{}", printable_line(&finding.message))?;
    writeln!(
        out,
        "    {0}{1}{0:#}",
        styles.faint,
        printable_line(&finding.advice)
    )?;
    Ok(())
}

/// Whether all is well, as an exit code; `left` repositories could not be put in order.
fn verdict(diagnosis: &Diagnosis, left: usize) -> Result {
    let message = if diagnosis.cancelled {
        "interrupted before everything was looked at".to_owned()
    } else if diagnosis.findings.is_empty() {
        if left == 0 {
            return Ok(());
        }
        let repositories = counted(left, "repository was", "repositories were");
        format!("{repositories} not put in order")
    } else {
        let found = &diagnosis.findings;
        let mended = found.iter().filter(|one| one.problem.is_mended()).count();
        let wrong = counted(found.len(), "thing is wrong", "things are wrong");
        match mended {
            0 => wrong,
            some => format!("{wrong}; `lore doctor --fix` mends {some} of them"),
        }
    };
    Err(Failure::new(Code::DatabaseError, message).into())
}
