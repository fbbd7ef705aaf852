//! The secret that a client must know.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};
use rand::RngCore;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::failure::{Code, Failure, Result};
use crate::config::create_private_folder;

/// Gives the token, instead of the file.
pub const TOKEN_VARIABLE: &str = "LORE_TOKEN";

/// The token's file within lore's state folder.
const FILE: &str = "token";

/// What a token that is made here is made of.
const TOKEN_BYTES: usize = 32;

/// Shortest token, in characters: who reaches the server can try thousands a second.
const SHORTEST: usize = 16;

/// A token. Only its digest is kept, so that nothing can print it.
#[derive(Debug, Clone)]
pub(super) struct Token([u8; 32]);

impl Token {
    /// The token that the environment gives, else that of the file in the folder, which is made if it
    /// is not there. Tells the file when it counts.
    pub fn establish(
        given: Option<&str>,
        folder: Option<&Path>,
    ) -> io::Result<(Self, Option<PathBuf>)> {
        if let Some(given) = given.filter(|given| !given.is_empty()) {
            return Ok((Self::of(check(given, TOKEN_VARIABLE)?), None));
        }
        let folder = folder.ok_or_else(|| {
            io::Error::other(format!(
                "no home folder is known to keep the token in; give one with {TOKEN_VARIABLE}"
            ))
        })?;
        let path = folder.join(FILE);
        let text = of_file(folder, &path).map_err(|error| {
            io::Error::other(format!("{} cannot be used: {error}", path.display()))
        })?;
        Ok((
            Self::of(check(text.trim(), &path.display().to_string())?),
            Some(path),
        ))
    }

    fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// Whether a text is this token. Takes as long whatever the text is.
    fn is(&self, text: &str) -> bool {
        Self::of(text).0.ct_eq(&self.0).into()
    }
}

/// What the file says, which is made if it is not there.
fn of_file(folder: &Path, path: &Path) -> io::Result<String> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if path.is_symlink() {
                return Err(io::Error::other(
                    "it is a link to nothing; remove it, and a new file is made",
                ));
            }
            return make(folder, path);
        }
        // Reading a pipe might never end.
        Ok(found) if !found.is_file() => {
            return Err(io::Error::other(
                "it is no file; remove it, and a new one is made",
            ));
        }
        found => check_private(&found?)?,
    }
    fs::read_to_string(path)
}

/// Makes a token and its file; where another process was faster, its token counts.
fn make(folder: &Path, path: &Path) -> io::Result<String> {
    create_private_folder(folder)?;
    let mut bytes = [0; TOKEN_BYTES];
    rand::rng().fill_bytes(&mut bytes);
    let text = blake3::Hash::from_bytes(bytes).to_hex().to_string();
    // Such a file belongs to this user alone from its beginning.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    writeln!(file, "{text}")?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(text),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            fs::read_to_string(path)
        }
        Err(error) => Err(error.error),
    }
}

/// Refuses a token that no header can carry, or that is soon found out.
fn check<'t>(text: &'t str, place: &str) -> io::Result<&'t str> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(io::Error::other(format!(
            "{place} holds no token: one line of letters, digits and signs, without blanks"
        )));
    }
    if text.len() < SHORTEST {
        return Err(io::Error::other(format!(
            "the token in {place} is too short: take {SHORTEST} characters or more, by chance"
        )));
    }
    Ok(text)
}

/// Refuses a file that other users can read.
#[cfg(unix)]
fn check_private(file: &fs::Metadata) -> io::Result<()> {
    const OF_OTHERS: u32 = 0o077;
    let mode = std::os::unix::fs::PermissionsExt::mode(&file.permissions());
    if mode & OF_OTHERS == 0 {
        return Ok(());
    }
    Err(io::Error::other(
        "other users may have read the token; remove the file, and a new one is made",
    ))
}

#[cfg(not(unix))]
fn check_private(_: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

/// Lets through who knows the token, and anybody to see whether the server is well.
pub(super) async fn guard(
    State(token): State<Token>,
    request: Request,
    next: Next,
) -> Result<Response> {
    let open = super::routes::OPEN.contains(&request.uri().path());
    if open || bearer(&request).is_some_and(|given| token.is(given)) {
        return Ok(next.run(request).await);
    }
    let message = "no token, or a wrong one; send the header `Authorization: Bearer TOKEN` with the token of the file that `lore serve` names";
    let failure = Failure::new(Code::Unauthorized, message);
    Err(failure.with_header(
        header::WWW_AUTHENTICATE,
        HeaderValue::from_static("Bearer realm=\"lore\""),
    ))
}

fn bearer(request: &Request) -> Option<&str> {
    let mut values = request.headers().get_all(header::AUTHORIZATION).iter();
    let value = values.next()?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    // Two tokens would leave open which one counts.
    (scheme.eq_ignore_ascii_case("bearer") && values.next().is_none()).then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        let (token, path) = Token::establish(None, Some(&state)).unwrap();
        let text = fs::read_to_string(path.unwrap()).unwrap();
        assert_eq!(text.trim().len(), 2 * TOKEN_BYTES);
        assert!(token.is(text.trim()));
        assert!(!token.is("") && !token.is(&text));
        let (again, _) = Token::establish(Some(""), Some(&state)).unwrap();
        assert!(again.is(text.trim()));
    }

    #[test]
    fn the_environment_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        let given = "a-token-that-nobody-guesses";
        let (token, path) = Token::establish(Some(given), Some(folder.path())).unwrap();
        assert!(token.is(given) && path.is_none());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        for (refused, why) in [
            (Some("a token with some blanks"), "holds no token"),
            (Some("fifteen-letters"), "too short"),
            (None, "no home folder"),
        ] {
            let error = Token::establish(refused, None).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_of_its_own_is_named_and_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let link_to = |target: &str| std::os::unix::fs::symlink(target, &path).unwrap();
        let makers: [(&dyn Fn(), &str); 3] = [
            (&|| link_to("nothing"), "a link to nothing"),
            (&|| fs::create_dir(&path).unwrap(), "no file"),
            (&|| link_to("/dev/null"), "no file"),
        ];
        for (make, why) in makers {
            make();
            let error = Token::establish(None, Some(folder.path()));
            let error = error.unwrap_err().to_string();
            let named = error.contains(&*path.to_string_lossy());
            assert!(named && error.contains(why), "{error}");
            let _ = fs::remove_file(&path);
            let _ = fs::remove_dir(&path);
        }
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        let path = Token::establish(None, Some(&state)).unwrap().1.unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&state), mode(&path)), (0o700, 0o600));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let error = Token::establish(None, Some(&state))
            .unwrap_err()
            .to_string();
        assert!(error.contains("other users"), "{error}");
    }

    #[test]
    fn many_processes_agree_on_one_token() {
        let folder = tempfile::tempdir().unwrap();
        let digests: Vec<[u8; 32]> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| Token::establish(None, Some(folder.path())).unwrap().0.0))
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        assert!(digests.iter().all(|digest| *digest == digests[0]));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
