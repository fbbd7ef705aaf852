//! One file of a model: gone on with where it was left, and put in its place when it is right.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{Server, content, header};

/// Bytes read at a time.
const CHUNK: usize = 1 << 16;

/// Hexadecimal digits of a SHA-256; large files are known by theirs.
const SHA256_DIGITS: usize = 64;

/// Digits of its mark in the name of a file that is not whole.
const TELLING_DIGITS: usize = 16;

/// What the server says of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Announced {
    pub(super) size: u64,
    /// What tells one content from another; a SHA-256 for large files.
    mark: Option<String>,
    /// The state of the repository that it is of.
    pub(super) commit: Option<String>,
}

/// A file to bring.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) url: String,
    pub(super) path: PathBuf,
    pub(super) announced: Announced,
}

impl Announced {
    /// Learns from the headers of an answer; gives the size if it is known now.
    pub(super) fn take_in(&mut self, header: impl Fn(&str) -> Option<String>) -> Option<u64> {
        let bare = |mark: String| mark.trim_start_matches("W/").trim_matches('"').to_owned();
        self.commit = self.commit.take().or_else(|| header("x-repo-commit"));
        let linked = header("x-linked-etag").or_else(|| header("etag"));
        self.mark = self.mark.take().or(linked.map(bare));
        let is_final = header("location").is_none();
        let size = header("x-linked-size")
            .or_else(|| header("content-length").filter(|_| is_final))?
            .parse()
            .ok()?;
        self.size = size;
        Some(size)
    }

    /// Whether anything tells this content from another.
    pub(super) fn is_marked(&self) -> bool {
        self.mark.is_some()
    }

    fn sha256(&self) -> Option<&str> {
        let mark = self.mark.as_deref()?;
        let is_sha256 =
            mark.len() == SHA256_DIGITS && mark.bytes().all(|digit| digit.is_ascii_hexdigit());
        is_sha256.then_some(mark)
    }
}

impl Wanted {
    /// Brings the file, telling how many bytes of it are here. `false` when somebody asked to stop.
    pub(super) fn bring(
        &self,
        server: &Server<'_>,
        is_cancelled: &dyn Fn() -> bool,
        on_bytes: &mut dyn FnMut(u64),
    ) -> Result<bool, String> {
        if self.is_complete(&self.path) && content::check(&self.path, &self.path).is_ok() {
            return Ok(true);
        }
        let part = self.part();
        let told = |error: io::Error| format!("{}: {error}", part.display());
        let here = fs::metadata(&part).map_or(0, |file| file.len());
        if here > self.announced.size {
            fs::remove_file(&part).map_err(told)?;
        }
        if here != self.announced.size && !self.load(server, &part, is_cancelled, on_bytes)? {
            return Ok(false);
        }
        if !self.is_complete(&part) {
            fs::remove_file(&part).map_err(told)?;
            return Err(format!(
                "{} is not what the server announced (its size or checksum differs), and was thrown away",
                self.url
            ));
        }
        if let Err(reason) = content::check(&self.path, &part) {
            fs::remove_file(&part).map_err(told)?;
            return Err(format!(
                "{}: what the server sent {reason}, and was thrown away",
                self.url
            ));
        }
        fs::rename(&part, &self.path).map_err(told)?;
        Ok(true)
    }

    /// Where the file is until it is whole: beside its place, with a mark of its content.
    fn part(&self) -> PathBuf {
        let mark = self.announced.mark.as_deref().unwrap_or("0");
        let mark: String = (mark.chars())
            .filter(char::is_ascii_alphanumeric)
            .take(TELLING_DIGITS)
            .collect();
        let mut path = self.path.clone().into_os_string();
        path.push(format!(".{mark}.part"));
        path.into()
    }

    fn load(
        &self,
        server: &Server<'_>,
        part: &Path,
        is_cancelled: &dyn Fn() -> bool,
        on_bytes: &mut dyn FnMut(u64),
    ) -> Result<bool, String> {
        let told = |error: io::Error| format!("{}: {error}", part.display());
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(part)
            .map_err(told)?;
        let mut here = file.metadata().map_err(told)?.len();
        let request = server.authorised(&self.url, server.follower.get(&self.url));
        let response = request
            .header("range", format!("bytes={here}-"))
            .call()
            .map_err(|error| format!("{}: {error}", self.url))?;
        match response.status().as_u16() {
            206 if begins_at(header(&response, "content-range").as_deref(), here) => {}
            200 => {
                file.set_len(0).map_err(told)?;
                here = 0;
            }
            status => return Err(format!("{}: the server answers {status}", self.url)),
        }
        on_bytes(here);
        let mut body = response.into_body().into_reader();
        let mut chunk = vec![0; CHUNK];
        loop {
            if is_cancelled() {
                return Ok(false);
            }
            let read = body
                .read(&mut chunk)
                .map_err(|error| format!("{}: {error}", self.url))?;
            if read == 0 {
                break;
            }
            file.write_all(&chunk[..read]).map_err(told)?;
            here += read as u64;
            on_bytes(here);
            if here > self.announced.size {
                break;
            }
        }
        file.sync_all().map_err(told)?;
        if here < self.announced.size {
            return Err(format!(
                "{}: the connection ended after {here} of {} bytes",
                self.url, self.announced.size
            ));
        }
        Ok(true)
    }

    /// Whether a file has the size and, where it is known, the checksum that were announced.
    fn is_complete(&self, path: &Path) -> bool {
        let size = fs::metadata(path).map(|file| file.len());
        if size.ok() != Some(self.announced.size) {
            return false;
        }
        let Some(announced) = self.announced.sha256() else {
            return true;
        };
        sha256(path).is_ok_and(|sum| sum.eq_ignore_ascii_case(announced))
    }
}

/// Whether a part of a file, as its header tells, begins at a byte.
fn begins_at(range: Option<&str>, start: u64) -> bool {
    range
        .and_then(|range| range.trim().strip_prefix("bytes"))
        .and_then(|range| range.trim().split('-').next())
        .and_then(|first| first.parse::<u64>().ok())
        .is_some_and(|first| first == start)
}

fn sha256(path: &Path) -> io::Result<String> {
    let mut hasher = Sha256::new();
    io::copy(&mut File::open(path)?, &mut hasher)?;
    Ok(format!("{:x}", hasher.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announced(headers: &[(&str, &str)]) -> (Announced, Option<u64>) {
        let mut announced = Announced::default();
        let size = announced.take_in(|wanted| {
            let found = headers.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| (*value).to_owned())
        });
        (announced, size)
    }

    #[test]
    fn a_large_file_is_announced_where_it_is_sent_on() {
        let sum = "a".repeat(SHA256_DIGITS);
        let (large, size) = announced(&[
            ("location", "https://elsewhere/x"),
            ("content-length", "1234"),
            ("x-linked-size", "90000"),
            ("x-linked-etag", &format!("\"{sum}\"")),
            ("x-repo-commit", "c0ffee"),
        ]);
        assert_eq!(size, Some(90_000));
        assert_eq!(large.sha256(), Some(sum.as_str()));
        assert_eq!(large.commit.as_deref(), Some("c0ffee"));
    }

    #[test]
    fn a_small_file_has_no_checksum_and_a_redirect_no_size() {
        let (small, size) = announced(&[("content-length", "12"), ("etag", "W/\"abc\"")]);
        assert_eq!((size, small.sha256()), (Some(12), None));
        assert_eq!(small.mark.as_deref(), Some("abc"));
        let (_, size) = announced(&[("location", "/moved"), ("content-length", "12")]);
        assert_eq!(size, None);
    }

    #[test]
    fn ranges_are_read() {
        assert!(begins_at(Some("bytes 5-9/10"), 5));
        for (range, start) in [(Some("bytes 0-9/10"), 5), (Some("5"), 5), (None, 0)] {
            assert!(!begins_at(range, start), "{range:?}");
        }
    }

    #[test]
    fn what_is_not_whole_lies_beside_and_tells_its_content() {
        let wanted = |mark: &str| Wanted {
            url: String::new(),
            path: PathBuf::from("/m/model.onnx"),
            announced: Announced {
                mark: Some(mark.to_owned()),
                ..Announced::default()
            },
        };
        assert_eq!(
            wanted("ab/../c").part(),
            Path::new("/m/model.onnx.abc.part")
        );
        assert_ne!(wanted("a").part(), wanted("b").part());
    }
}
