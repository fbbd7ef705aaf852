//! `lore doctor`: what is wrong with the store.

use std::io::Write;

use super::Result;
use crate::{
    cli::{
        args::DoctorArgs,
        failure::{Code, Failure},
        health::write_health,
        output::Output,
        progress::watched,
    },
    domain::{
        count::counted,
        diagnosis::Finding,
        printable::printable_line,
    },
    service::{Diagnosis, Lore, json as shapes},
};

/// Looks, and tells what is wrong.
///
/// # Errors
/// When something is.
pub async fn run(lore: &Lore, out: &mut Output, _args: &DoctorArgs) -> Result {
    let diagnosis = watched("looking", async |cancel, progress| {
        lore.diagnose(cancel, progress).await
    })
    .await?;
    if out.json {
        out.document(&shapes::diagnosis(&diagnosis))?;
    } else {
        write(out, &diagnosis)?;
    }
    verdict(&diagnosis)
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
    writeln!(
        out,
        "\n{0}{1}{0:#}: {2}",
        styles.project,
        printable_line(&finding.repository),
        printable_line(&finding.message)
    )?;
    writeln!(
        out,
        "    {0}{1}{0:#}",
        styles.faint,
        printable_line(&finding.advice)
    )?;
    Ok(())
}

/// Whether all is well, as an exit code.
fn verdict(diagnosis: &Diagnosis) -> Result {
    let message = if diagnosis.cancelled {
        "interrupted before everything was looked at".to_owned()
    } else if diagnosis.findings.is_empty() {
        return Ok(());
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
