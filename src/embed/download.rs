//! Models of the catalogue brought from Hugging Face, on request alone: resumed, and verified.

mod content;
mod file;

use std::{
    env,
    fs::{self, File, TryLockError},
    path::Path,
    time::Duration,
};

use ureq::{Agent, http::Response};

use super::{Catalogued, Error, Result};
use file::{Announced, Wanted};

/// Where models come from, unless told otherwise.
const HUGGING_FACE: &str = "https://huggingface.co";

/// Names a mirror, and a token for models that ask for one; as Hugging Face's own tools do.
const MIRROR_VARIABLE: &str = "HF_ENDPOINT";
const TOKEN_VARIABLE: &str = "HF_TOKEN";

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often one request is sent on to elsewhere.
const MOST_REDIRECTS: usize = 5;

/// Locked by who downloads a model, in its folder.
const LOCK: &str = ".lock";

/// A server that has models the way Hugging Face has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Its address, such as `https://huggingface.co`.
    pub address: String,
    /// What it is told by those who may have more.
    pub token: Option<String>,
}

impl Endpoint {
    /// The one that the environment names, else Hugging Face.
    #[must_use]
    pub fn of_process() -> Self {
        let said = |name| env::var(name).ok().filter(|value| !value.trim().is_empty());
        Self {
            address: said(MIRROR_VARIABLE).unwrap_or_else(|| HUGGING_FACE.to_owned()),
            token: said(TOKEN_VARIABLE),
        }
    }
}

/// How far a download is, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Downloaded {
    pub(super) done: u64,
    pub(super) total: u64,
}

/// Brings every file of a model into a folder, and leaves alone what is there and complete. What
/// was begun by an earlier call is gone on with. Blocks.
pub(super) fn fetch(
    model: &Catalogued,
    folder: &Path,
    endpoint: &Endpoint,
    is_cancelled: &dyn Fn() -> bool,
    progress: &mut dyn FnMut(Downloaded),
) -> Result<()> {
    let failed = |reason: String| Error::Download {
        model: model.name.clone(),
        reason: reason.replace('\n', " "),
        how: format!("try again, or {}", model.by_hand(folder)),
    };
    let server = Server::new(endpoint);
    let mut wanted = Vec::with_capacity(model.files.len());
    let mut commit = "main".to_owned();
    for name in &model.files {
        let url = server.url(&model.origin, &commit, name);
        let announced = server.announced(&url).map_err(failed)?;
        if !announced.is_marked() {
            return Err(failed(format!(
                "{url}: the server does not tell one content from another (no ETag), so nothing of it can be verified"
            )));
        }
        // All files are of one state of the repository, should it change meanwhile.
        if let Some(known) = &announced.commit {
            commit.clone_from(known);
        }
        let path = folder.join(name);
        wanted.push(Wanted {
            url,
            path,
            announced,
        });
    }
    let _alone = alone(folder).map_err(failed)?;
    let total: u64 = wanted.iter().map(|file| file.announced.size).sum();
    let mut done = 0;
    progress(Downloaded { done, total });
    for file in wanted {
        let parent = file.path.parent().unwrap_or(folder);
        fs::create_dir_all(parent)
            .map_err(|error| failed(format!("{} cannot be made: {error}", parent.display())))?;
        let before = done;
        let complete = file
            .bring(&server, is_cancelled, &mut |bytes| {
                done = before + bytes;
                progress(Downloaded { done, total });
            })
            .map_err(failed)?;
        if !complete {
            return Err(Error::Stopped(model.name.clone()));
        }
        done = before + file.announced.size;
        progress(Downloaded { done, total });
    }
    Ok(())
}

/// The folder, made if need be, for as long as nobody else downloads into it.
fn alone(folder: &Path) -> std::result::Result<File, String> {
    let told = |error| format!("{} cannot be written: {error}", folder.display());
    fs::create_dir_all(folder).map_err(told)?;
    let lock = File::create(folder.join(LOCK)).map_err(told)?;
    match lock.try_lock() {
        // Some file systems have no locks.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(lock),
        Err(TryLockError::WouldBlock) => {
            Err("another lore downloads it now; let that one finish".to_owned())
        }
    }
}

/// A server to ask.
struct Server<'a> {
    endpoint: &'a Endpoint,
    /// Follows where it is sent.
    follower: Agent,
    /// Tells where it is sent.
    asker: Agent,
}

impl<'a> Server<'a> {
    fn new(endpoint: &'a Endpoint) -> Self {
        let agent = |redirects: usize| -> Agent {
            Agent::config_builder()
                .http_status_as_error(false)
                .max_redirects(u32::try_from(redirects).unwrap_or_default())
                .max_redirects_will_error(false)
                .timeout_connect(Some(PATIENCE))
                .timeout_recv_response(Some(PATIENCE))
                .build()
                .into()
        };
        Self {
            endpoint,
            follower: agent(MOST_REDIRECTS),
            asker: agent(0),
        }
    }

    fn url(&self, repository: &str, commit: &str, file: &str) -> String {
        let address = self.endpoint.address.trim_end_matches('/');
        format!("{address}/{repository}/resolve/{commit}/{file}")
    }

    /// What the server says of a file before it sends it.
    fn announced(&self, url: &str) -> std::result::Result<Announced, String> {
        let mut url = url.to_owned();
        let mut announced = Announced::default();
        for _ in 0..=MOST_REDIRECTS {
            let response = self.authorised(&url, self.asker.head(&url)).call();
            let response = response.map_err(|error| format!("{url}: {error}"))?;
            let size = announced.take_in(|name| header(&response, name));
            let status = response.status();
            let elsewhere = header(&response, "location").filter(|_| status.is_redirection());
            match (elsewhere, size) {
                (_, Some(_)) => return Ok(announced),
                (Some(location), None) => url = absolute(&url, &location),
                (None, None) if status.is_success() => {
                    return Err(format!("{url}: the server does not tell the size"));
                }
                (None, None) => return Err(format!("{url}: the server answers {status}")),
            }
        }
        Err(format!("{url}: sent from place to place"))
    }

    /// The request with the token, which is for this server alone and not for those it sends us to.
    fn authorised<T>(
        &self,
        url: &str,
        request: ureq::RequestBuilder<T>,
    ) -> ureq::RequestBuilder<T> {
        let address = self.endpoint.address.trim_end_matches('/');
        let rest = url.strip_prefix(address);
        let is_own = rest.is_some_and(|rest| rest.starts_with('/'));
        match &self.endpoint.token {
            Some(token) if is_own && !token.is_empty() => {
                request.header("authorization", format!("Bearer {token}"))
            }
            _ => request,
        }
    }
}

fn header<T>(response: &Response<T>, name: &str) -> Option<String> {
    let value = response.headers().get(name)?.to_str().ok()?;
    Some(value.to_owned())
}

/// Where a location is that may be told from the root of its server.
fn absolute(from: &str, location: &str) -> String {
    if !location.starts_with('/') {
        return location.to_owned();
    }
    let host = from.find("://").map_or(0, |at| at + "://".len());
    let root = from[host..].find('/').map_or(from.len(), |at| host + at);
    format!("{}{location}", &from[..root])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_relative_to_the_server() {
        assert_eq!(absolute("https://a.b/c/d", "/e?f"), "https://a.b/e?f");
        assert_eq!(absolute("https://a.b", "/e"), "https://a.b/e");
        assert_eq!(absolute("https://a.b/c", "https://x/y"), "https://x/y");
    }

    #[test]
    fn an_unreachable_server_is_told_with_the_way_to_do_without() {
        let model = &super::super::catalogue()[0];
        let folder = tempfile::tempdir().unwrap();
        let endpoint = Endpoint {
            // Nobody listens on this port.
            address: "http://127.0.0.1:1".to_owned(),
            token: None,
        };
        let error = fetch(model, folder.path(), &endpoint, &|| false, &mut |_| {}).unwrap_err();
        let told = error.to_string();
        assert!(
            told.contains("by hand: put") && told.contains(&model.origin),
            "{told}"
        );
        assert!(!told.contains('\n'), "{told}");
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            0,
            "nothing is left behind"
        );
    }
}
