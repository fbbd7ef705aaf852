//! Models brought from a server that sends half, lies, or is not there.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use lore::embed::{DIMENSION, Endpoint, Error, MODEL as BUNDLED, ModelSettings, Models};
use sha2::{Digest, Sha256};

use super::onnx_file;

const MODEL: &str = "bge-small-en-v1.5";

/// What the server does, and what it saw.
#[derive(Debug, Default)]
struct Script {
    /// Requests for a whole file are cut off after half of it, so many times.
    cuts: usize,
    /// The content is not what is announced.
    lies: bool,
    /// Whatever is asked for, the answer is a page that wants somebody to log in.
    is_portal: bool,
    /// Nothing tells one content from another.
    is_unmarked: bool,
    /// Who asks is sent to this address.
    elsewhere: Option<String>,
    /// Requests that came with a token.
    tokens: usize,
    /// Where the requested ranges of the ONNX file began.
    ranges: Vec<usize>,
}

/// What the server has under a path.
fn content(path: &str) -> Vec<u8> {
    let content = match path.rsplit('/').next().unwrap() {
        "model.onnx" => return onnx_file::model(DIMENSION),
        "tokenizer.json" => onnx_file::tokenizer(),
        "tokenizer_config.json" => r#"{"model_max_length":512,"pad_token":"[PAD]"}"#.to_owned(),
        _ => "{}".to_owned(),
    };
    content.into_bytes()
}

/// Answers the way Hugging Face does, until the test ends.
fn serve(script: &Arc<Mutex<Script>>) -> Endpoint {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let script = Arc::clone(script);
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            // A client that goes away is what some of these tests are about.
            let _ = answer(&mut stream, &script);
        }
    });
    Endpoint {
        address,
        token: None,
    }
}

fn answer(stream: &mut TcpStream, script: &Mutex<Script>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().unwrap_or(Ok(String::new()))?;
    let mut from = None;
    for line in lines {
        let line = line?.to_lowercase();
        if line.is_empty() {
            break;
        }
        if line.starts_with("authorization:") {
            script.lock().unwrap().tokens += 1;
        }
        if let Some(range) = line.strip_prefix("range: bytes=") {
            from = range.trim_end_matches('-').parse::<usize>().ok();
        }
    }
    let mut words = request.split(' ');
    let (method, path) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    if let Some(elsewhere) = &script.lock().unwrap().elsewhere {
        return write!(
            stream,
            "HTTP/1.1 302 Found\r\nlocation: {elsewhere}{path}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        );
    }
    let mut script = script.lock().unwrap();
    let mut body = content(path);
    if script.is_portal {
        body = b"<html>Who are you?</html>".to_vec();
    }
    let large = path.ends_with("/model.onnx");
    let mark = match (script.is_unmarked, large) {
        (true, _) => String::new(),
        (false, true) => format!("etag: \"{:x}\"\r\n", Sha256::digest(&body)),
        (false, false) => "etag: \"abc\"\r\n".to_owned(),
    };
    if method == "HEAD" {
        return write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n{mark}x-repo-commit: c0ffee\r\nconnection: close\r\n\r\n",
            body.len()
        );
    }
    let from = from.unwrap_or(0);
    if large {
        script.ranges.push(from);
        if script.lies {
            body.reverse();
        }
    }
    write!(
        stream,
        "HTTP/1.1 206 Partial Content\r\ncontent-length: {}\r\ncontent-range: bytes {from}-{}/{}\r\nconnection: close\r\n\r\n",
        body.len() - from,
        body.len() - 1,
        body.len()
    )?;
    let mut end = body.len();
    if large && script.cuts > 0 {
        script.cuts -= 1;
        end = from + (end - from) / 2;
    }
    stream.write_all(&body[from..end])
}

fn models(folder: &tempfile::TempDir) -> Models {
    Models::new(ModelSettings {
        folder: Some(folder.path().to_owned()),
        ..ModelSettings::default()
    })
    .unwrap()
}

fn is_here(models: &Models) -> bool {
    let mut listed = models.list().into_iter();
    listed.any(|one| one.name == MODEL && one.is_here)
}

#[tokio::test]
async fn a_download_that_was_cut_off_is_gone_on_with_and_verified() {
    let script = Arc::new(Mutex::new(Script {
        cuts: 1,
        ..Script::default()
    }));
    let endpoint = serve(&script);
    let folder = tempfile::tempdir().unwrap();
    let models = models(&folder);
    let error = models
        .get(MODEL, endpoint.clone(), || false, |_, _| {})
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Download { .. }), "{error}");
    assert!(!is_here(&models));

    let mut last = (0, 0);
    let place = models.get(
        MODEL,
        endpoint.clone(),
        || false,
        |done, total| last = (done, total),
    );
    let place = place.await.unwrap();
    assert_eq!(
        script.lock().unwrap().ranges,
        [0, content("/model.onnx").len() / 2],
        "only the rest is asked for"
    );
    assert_eq!(last.0, last.1);
    let brought = fs::read(place.join("onnx/model.onnx")).unwrap();
    assert!(brought == content("/model.onnx"), "{} bytes", brought.len());
    let tokenizer = fs::read(place.join("tokenizer.json")).unwrap();
    assert!(tokenizer == content("/tokenizer.json"));
    assert!(is_here(&models));
    let parts = fs::read_dir(place.join("onnx")).unwrap().count();
    assert_eq!(parts, 1, "nothing else is left");

    models
        .get(MODEL, endpoint, || false, |_, _| {})
        .await
        .unwrap();
    assert_eq!(
        script.lock().unwrap().ranges.len(),
        2,
        "what is here is not brought again"
    );
}

#[tokio::test]
async fn what_is_not_what_was_announced_is_thrown_away() {
    let script = Arc::new(Mutex::new(Script {
        lies: true,
        ..Script::default()
    }));
    let endpoint = serve(&script);
    let folder = tempfile::tempdir().unwrap();
    let models = models(&folder);
    let error = models
        .get(MODEL, endpoint.clone(), || false, |_, _| {})
        .await
        .unwrap_err();
    assert!(error.to_string().contains("checksum"), "{error}");
    let left = folder.path().join(MODEL).join("onnx");
    assert_eq!(fs::read_dir(left).unwrap().count(), 0);
    script.lock().unwrap().lies = false;
    models
        .get(MODEL, endpoint, || false, |_, _| {})
        .await
        .unwrap();
}

#[tokio::test]
async fn the_token_is_for_the_server_alone_that_was_named() {
    let there = Arc::new(Mutex::new(Script::default()));
    let elsewhere = Some(serve(&there).address);
    let here = Arc::new(Mutex::new(Script {
        elsewhere,
        ..Script::default()
    }));
    let endpoint = Endpoint {
        token: Some("secret".to_owned()),
        ..serve(&here)
    };
    let folder = tempfile::tempdir().unwrap();
    let models = models(&folder);
    let got = models.get(MODEL, endpoint, || false, |_, _| {});
    got.await.unwrap();
    assert!(here.lock().unwrap().tokens > 0);
    assert_eq!(there.lock().unwrap().tokens, 0);
}

#[tokio::test]
async fn who_wants_to_stop_need_not_wait_for_a_dead_connection() {
    // It takes connections and says nothing.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = Endpoint {
        address: format!("http://{}", listener.local_addr().unwrap()),
        token: None,
    };
    let folder = tempfile::tempdir().unwrap();
    let stopped = models(&folder)
        .get(MODEL, endpoint, || true, |_, _| {})
        .await;
    assert!(matches!(stopped, Err(Error::Stopped(_))), "{stopped:?}");
}

#[tokio::test]
async fn a_page_is_no_model_whatever_the_server_says() {
    let portal = Script {
        is_portal: true,
        ..Script::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let models = models(&folder);
    let endpoint = serve(&Arc::new(Mutex::new(portal)));
    let error = models.get(MODEL, endpoint, || false, |_, _| {}).await;
    let told = error.unwrap_err().to_string();
    assert!(told.contains("is no model in ONNX's format"), "{told}");
    assert!(!is_here(&models));
    let left = folder.path().join(MODEL).join("onnx");
    assert_eq!(fs::read_dir(left).unwrap().count(), 0);
}

#[tokio::test]
async fn what_cannot_be_verified_is_not_downloaded() {
    let script = Arc::new(Mutex::new(Script {
        is_unmarked: true,
        ..Script::default()
    }));
    let folder = tempfile::tempdir().unwrap();
    let got = models(&folder)
        .get(MODEL, serve(&script), || false, |_, _| {})
        .await;
    let told = got.unwrap_err().to_string();
    assert!(told.contains("no ETag"), "{told}");
    assert!(script.lock().unwrap().ranges.is_empty());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn who_comes_second_is_told_that_another_downloads_it() {
    let endpoint = serve(&Arc::default());
    let folder = tempfile::tempdir().unwrap();
    let models = models(&folder);
    let place = folder.path().join(MODEL);
    fs::create_dir(&place).unwrap();
    let other = fs::File::create(place.join(".lock")).unwrap();
    other.lock().unwrap();
    let refused = models.get(MODEL, endpoint.clone(), || false, |_, _| {});
    let told = refused.await.unwrap_err().to_string();
    assert!(told.contains("another lore downloads it now"), "{told}");
    assert!(!is_here(&models));
    drop(other);
    let got = models.get(MODEL, endpoint, || false, |_, _| {}).await;
    assert_eq!(got.unwrap(), place);
    assert!(is_here(&models));
}

#[tokio::test]
async fn only_models_of_the_catalogue_are_downloaded() {
    let folder = tempfile::tempdir().unwrap();
    let endpoint = serve(&Arc::default());
    let models = models(&folder);
    let refused = async |name: &str| {
        let got = models.get(name, endpoint.clone(), || false, |_, _| {});
        got.await.unwrap_err()
    };
    let unknown = refused("no-such").await;
    assert!(matches!(unknown, Error::Unknown(_)), "{unknown}");
    assert!(refused(BUNDLED).await.to_string().contains("part of lore"));
    let own = refused(&folder.path().to_string_lossy()).await.to_string();
    assert!(own.contains("used where it lies"), "{own}");
}
