//! The ONNX Runtime library, found and checked before anything of it is used.

#[cfg(feature = "onnxruntime-dynamic")]
mod library;

#[cfg(feature = "onnxruntime-dynamic")]
use std::panic::catch_unwind;
#[cfg(not(feature = "onnxruntime-dynamic"))]
use std::path::PathBuf;
use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};

use ort::environment::Environment;

use crate::embed::{Error, Result};

/// The environment that all models of the process share: ONNX Runtime allows one.
static ENVIRONMENT: Mutex<Option<Environment>> = Mutex::new(None);

/// The runtime, opened by the first who needs it.
///
/// # Errors
/// [`Error::NoRuntime`] when there is none, or none that can be used, and what to do then.
pub(in crate::embed) fn environment(
    configured: Option<&Path>,
    needed_by: &str,
) -> Result<Environment> {
    let mut environment = ENVIRONMENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(environment) = environment.as_ref() {
        return Ok(environment.clone());
    }
    let opened = open(configured, needed_by)?;
    *environment = Some(opened.clone());
    Ok(opened)
}

/// Where the library is, if it is anywhere.
///
/// # Errors
/// As [`environment`].
#[cfg(feature = "onnxruntime-dynamic")]
pub(in crate::embed) use library::find as place;

/// Where the library is: in the program itself.
#[cfg(not(feature = "onnxruntime-dynamic"))]
pub(in crate::embed) fn place(_configured: Option<&Path>, needed_by: &str) -> Result<PathBuf> {
    std::env::current_exe().map_err(|error| refused(needed_by, &error.to_string()))
}

#[cfg(feature = "onnxruntime-dynamic")]
fn open(configured: Option<&Path>, needed_by: &str) -> Result<Environment> {
    let path = library::find(configured, needed_by)?;
    // The bindings panic when a library has the right name and gives nothing.
    let opened = catch_unwind(|| {
        let builder = ort::init_from(&path).map_err(|error| error.to_string())?;
        builder.build().map_err(|error| error.to_string())
    });
    let environment = opened
        .unwrap_or_else(|_| Err("it does not give what ONNX Runtime gives".to_owned()))
        .map_err(|reason| refused(needed_by, &format!("{}: {reason}", path.display())))?;
    tracing::info!(library = %path.display(), "ONNX Runtime is open");
    Ok(environment)
}

#[cfg(not(feature = "onnxruntime-dynamic"))]
fn open(_configured: Option<&Path>, needed_by: &str) -> Result<Environment> {
    let built = ort::init().build();
    built.map_err(|error| refused(needed_by, &error.to_string()))
}

/// What is said of a library that does not do.
fn refused(needed_by: &str, reason: &str) -> Error {
    let reason = reason.replace('\n', " ");
    Error::NoRuntime(format!(
        "{needed_by} needs ONNX Runtime 1.{} or newer, and it cannot be used: {reason}",
        ort::MINOR_VERSION
    ))
}
