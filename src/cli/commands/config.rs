//! `lore config`: a config file to begin with.

use std::{io::Write, path::Path};

use serde_json::json;

use super::Result;
use crate::{cli::output::Output, config};

/// Prints the sample, and tells where the config file is looked for.
pub fn run(out: &mut Output, path: Option<&Path>) -> Result {
    let exists = path.is_some_and(Path::exists);
    if out.json {
        let document = json!({"path": path, "exists": exists, "sample": config::SAMPLE});
        return Ok(out.document(&document)?);
    }
    out.write_all(config::SAMPLE.as_bytes())?;
    let note = match path {
        None => "no home folder is known: name the config file with --config".to_owned(),
        Some(path) if exists => format!("the config file is {}", path.display()),
        Some(path) => format!("there is no config file yet: {}", path.display()),
    };
    Ok(out.note(note)?)
}
