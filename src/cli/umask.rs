//! Who may read what this process writes.

use std::path::Path;

/// Makes what this process writes from now on as private as the store: nobody can read it to whom the
/// store's folder is closed. A store that is not there yet will be this user's alone.
#[cfg(unix)]
pub fn as_private_as(store: &Path) {
    use std::{fs, os::unix::fs::PermissionsExt};

    use rustix::{fs::Mode, process::umask};

    let open = fs::metadata(store).map_or(0, |folder| folder.permissions().mode());
    let mut closed = Mode::empty();
    for (bits, mode) in [(0o070, Mode::RWXG), (0o007, Mode::RWXO)] {
        if open & bits == 0 {
            closed |= mode;
        }
    }
    // Which mask is in force is told only by setting another.
    let before = umask(Mode::RWXG | Mode::RWXO);
    umask(before | closed);
}

/// Here folders alone tell who may read what is in them.
#[cfg(not(unix))]
pub fn as_private_as(_: &Path) {}
