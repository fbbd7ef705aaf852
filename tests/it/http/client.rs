//! A small HTTP client: one connection, one request after the other, nothing hidden.

use std::{
    fmt::Write as _,
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
};

use serde_json::Value;

use crate::waiting::PATIENCE;

/// Where the routes are.
pub const BASE: &str = "/api/knowledge";

/// Any text as a part of a path or of a query string.
pub fn encoded(text: &str) -> String {
    let bytes: Vec<String> = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    bytes.concat()
}

/// A client with a connection that is kept while the server keeps it.
pub struct Client {
    address: SocketAddr,
    token: Option<String>,
    connection: Option<BufReader<TcpStream>>,
}

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut named = self.headers.iter();
        let found = named.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The body, which must be JSON and say so.
    pub fn json(&self) -> Value {
        let kind = self.header("content-type").unwrap_or_default();
        assert!(kind.starts_with("application/json"), "{kind}: {self:?}");
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {:?}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The answer as JSON, if it has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()
    }

    /// Refuses an answer that is no error of the contract with this status and code.
    #[track_caller]
    pub fn expect_error(self, status: u16, code: &str) -> String {
        let error = self.expect(status);
        assert_eq!(error["code"], code, "{error}");
        let message = error["error"].as_str().unwrap().to_owned();
        assert!(
            !message.is_empty() && !message.contains('\n'),
            "one line: {message:?}"
        );
        message
    }
}

impl Client {
    pub fn new(address: SocketAddr, token: Option<&str>) -> Self {
        Self {
            address,
            token: token.map(str::to_owned),
            connection: None,
        }
    }

    pub fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[], None).unwrap()
    }

    pub fn delete(&mut self, path: &str) -> Answer {
        self.send("DELETE", path, &[], None).unwrap()
    }

    pub fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.json("POST", path, &[], body).unwrap()
    }

    pub fn patch(&mut self, path: &str, body: &Value) -> Answer {
        self.json("PATCH", path, &[], body).unwrap()
    }

    /// Stores an entry and gives its id.
    #[track_caller]
    pub fn store(&mut self, entry: &Value) -> String {
        let stored = self.post("/store", entry).expect(201);
        stored["id"].as_str().unwrap().to_owned()
    }

    /// Sends JSON.
    pub fn json(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> io::Result<Answer> {
        let mut headers = headers.to_vec();
        headers.push(("content-type", "application/json"));
        self.send(method, path, &headers, Some(body.to_string().as_bytes()))
    }

    /// Sends a request. The path stands below [`BASE`], unless it begins with `//`.
    pub fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> io::Result<Answer> {
        let head = self.head(method, path, headers, body.map(<[u8]>::len));
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.connect()?,
        };
        let stream = connection.get_mut();
        stream.write_all(head.as_bytes())?;
        // Who is refused by the head may be cut off in the body, and has an answer all the same.
        let sent = body.map_or(Ok(()), |body| stream.write_all(body));
        let answer = read_answer(&mut connection).or_else(|error| sent.and(Err(error)))?;
        if answer.header("connection") != Some("close") {
            self.connection = Some(connection);
        }
        Ok(answer)
    }

    /// Opens the stream of events.
    pub fn events(&mut self) -> Events {
        let head = self.head("GET", "/events", &[("accept", "text/event-stream")], None);
        let mut connection = self.connect().unwrap();
        connection.get_mut().write_all(head.as_bytes()).unwrap();
        let (status, headers) = read_head(&mut connection).unwrap();
        assert_eq!(status, 200, "{headers:?}");
        let kind = headers.iter().find(|(name, _)| name == "content-type");
        assert_eq!(kind.unwrap().1, "text/event-stream");
        Events {
            lines: BufReader::new(Chunks {
                connection,
                left: 0,
                over: false,
            }),
        }
    }

    fn connect(&self) -> io::Result<BufReader<TcpStream>> {
        let stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(BufReader::new(stream))
    }

    fn head(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        length: Option<usize>,
    ) -> String {
        let path = match path.strip_prefix('/') {
            Some(whole) if whole.starts_with('/') => whole.to_owned(),
            _ => format!("{BASE}{path}"),
        };
        let mut head = format!("{method} {path} HTTP/1.1\r\n");
        let given = |name: &str| headers.iter().any(|(known, _)| *known == name);
        if !given("host") {
            write!(head, "host: {}\r\n", self.address).unwrap();
        }
        if let Some(token) = &self.token {
            write!(head, "authorization: Bearer {token}\r\n").unwrap();
        }
        for (name, value) in headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        if let Some(length) = length {
            write!(head, "content-length: {length}\r\n").unwrap();
        }
        head.push_str("\r\n");
        head
    }
}

fn read_head(connection: &mut impl BufRead) -> io::Result<(u16, Vec<(String, String)>)> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if connection.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let status = lines[0].split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines[1..].iter().filter_map(|line| line.split_once(':'));
    let headers = headers
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    Ok((status, headers))
}

fn read_answer(connection: &mut BufReader<TcpStream>) -> io::Result<Answer> {
    let (status, headers) = read_head(connection)?;
    let mut answer = Answer {
        status,
        headers,
        body: Vec::new(),
    };
    if let Some(length) = answer.header("content-length") {
        answer.body.resize(length.parse().unwrap(), 0);
        connection.read_exact(&mut answer.body)?;
    } else if answer.header("transfer-encoding") == Some("chunked") {
        let mut chunks = Chunks {
            connection,
            left: 0,
            over: false,
        };
        chunks.read_to_end(&mut answer.body)?;
    }
    Ok(answer)
}

/// A body that comes in chunks.
struct Chunks<C> {
    connection: C,
    /// Bytes of the present chunk.
    left: usize,
    over: bool,
}

impl<C: BufRead> Read for Chunks<C> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 && !self.over {
            let mut line = String::new();
            if self.connection.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.left = usize::from_str_radix(line.trim(), 16)
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
            self.over = self.left == 0;
            if self.over {
                self.end_of_line()?;
            }
        }
        let wanted = self.left.min(buffer.len());
        let read = self.connection.read(&mut buffer[..wanted])?;
        self.left -= read;
        if read > 0 && self.left == 0 {
            self.end_of_line()?;
        }
        Ok(read)
    }
}

impl<C: BufRead> Chunks<C> {
    fn end_of_line(&mut self) -> io::Result<()> {
        self.connection.read_line(&mut String::new()).map(drop)
    }
}

/// Server-sent events as they come.
pub struct Events {
    lines: BufReader<Chunks<BufReader<TcpStream>>>,
}

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub name: String,
    pub data: Value,
}

impl Iterator for Events {
    type Item = Event;

    /// The next event; `None` once the server has ended the stream. Comments are passed over.
    fn next(&mut self) -> Option<Event> {
        let (mut name, mut data) = (String::new(), String::new());
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            let line = line.trim_end_matches(['\r', '\n']);
            if let Some(value) = line.strip_prefix("event:") {
                value.trim_start().clone_into(&mut name);
            } else if let Some(value) = line.strip_prefix("data:") {
                data.push_str(value.trim_start());
            } else if line.is_empty() && !data.is_empty() {
                let data = serde_json::from_str(&data).unwrap();
                return Some(Event { name, data });
            }
        }
    }
}
