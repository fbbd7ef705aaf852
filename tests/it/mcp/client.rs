//! A small client of `lore mcp`: lines out, lines in, nothing hidden.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ExitStatus},
    sync::mpsc::{self, Receiver},
    thread,
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::{
    cli::program::Place,
    waiting::{PATIENCE, until},
};

/// A running server and its one client.
pub struct Client {
    process: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    /// What came while something else was waited for.
    others: VecDeque<Value>,
    last: u64,
}

impl Client {
    /// Starts a server over the store of a place; nothing is said yet.
    pub fn start(place: &Place, variables: &[(&str, &str)]) -> Self {
        let mut command = place.command(&["mcp"]);
        command
            .envs(variables.iter().copied())
            .stdin(std::process::Stdio::piped());
        let mut process = command.spawn().unwrap();
        let output = process.stdout.take().unwrap();
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Self {
            input: process.stdin.take(),
            process,
            lines,
            others: VecDeque::new(),
            last: 0,
        }
    }

    /// The same, with the handshake done.
    pub fn connected(place: &Place) -> Self {
        let mut client = Self::start(place, &[]);
        client.shake_hands();
        client
    }

    pub fn shake_hands(&mut self) {
        let hello = json!({
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        });
        let answer = self.request("initialize", &hello);
        assert_eq!(answer["result"]["serverInfo"]["name"], "lore", "{answer}");
        self.notify("notifications/initialized", &json!({}));
    }

    /// Writes a line as it is. A server that is gone does not mind.
    pub fn write(&mut self, line: &[u8]) {
        let input = self.input.as_mut().unwrap();
        let _ = input.write_all(line).and_then(|()| input.write_all(b"\n"));
        let _ = input.flush();
    }

    /// The same without an end of the line.
    pub fn write_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    pub fn notify(&mut self, method: &str, params: &Value) {
        let message = json!({"jsonrpc": "2.0", "method": method, "params": params});
        self.write(message.to_string().as_bytes());
    }

    /// Sends a request and gives its number.
    pub fn send(&mut self, method: &str, params: &Value) -> u64 {
        self.last += 1;
        let id = self.last;
        let message = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        self.write(message.to_string().as_bytes());
        id
    }

    /// Sends a request and waits for its answer.
    pub fn request(&mut self, method: &str, params: &Value) -> Value {
        let id = self.send(method, params);
        self.answer(id)
    }

    /// Waits for the answer to a request. What else comes meanwhile is kept.
    pub fn answer(&mut self, id: u64) -> Value {
        if let Some(at) = self.others.iter().position(|other| other["id"] == id) {
            return self.others.remove(at).unwrap();
        }
        loop {
            let message = self.message().expect("the server went away");
            if message["id"] == id {
                return message;
            }
            self.others.push_back(message);
        }
    }

    /// What came while answers were waited for.
    pub fn others(&mut self) -> Vec<Value> {
        self.others.drain(..).collect()
    }

    /// The next line, which must be a message; none, when the server is gone.
    pub fn message(&mut self) -> Option<Value> {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => {
                let message: Value = serde_json::from_str(&line)
                    .unwrap_or_else(|error| panic!("{error} on standard output: {line}"));
                assert_eq!(message["jsonrpc"], "2.0", "{message}");
                Some(message)
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => None,
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("no answer came"),
        }
    }

    /// Calls a tool and gives its whole result.
    pub fn call(&mut self, tool: &str, arguments: &Value) -> Value {
        let answer = self.request("tools/call", &json!({"name": tool, "arguments": arguments}));
        assert!(answer["result"].is_object(), "{answer}");
        answer["result"].clone()
    }

    /// Calls a tool that has to do its work, and gives what it answers.
    #[track_caller]
    pub fn done(&mut self, tool: &str, arguments: &Value) -> Value {
        let result = self.call(tool, arguments);
        assert_eq!(result["isError"], false, "{result}");
        let text = result["content"][0]["text"].as_str().unwrap();
        let told: Value = serde_json::from_str(text).unwrap();
        assert_eq!(
            told, result["structuredContent"],
            "text and data say the same"
        );
        told
    }

    /// Calls a tool that has to refuse, and gives the reason.
    #[track_caller]
    pub fn refused(&mut self, tool: &str, arguments: &Value, code: &str) -> String {
        let result = self.call(tool, arguments);
        assert_eq!(result["isError"], true, "{result}");
        assert_eq!(result["structuredContent"]["code"], code, "{result}");
        let text = result["content"][0]["text"].as_str().unwrap().to_owned();
        assert!(text.starts_with(code) && !text.contains('\n'), "{text:?}");
        text
    }

    /// Says nothing any more.
    pub fn hang_up(&mut self) {
        self.input = None;
    }

    /// Asks the server to end, as the system does.
    pub fn terminate(&self) {
        let pid = i32::try_from(self.process.id()).unwrap();
        kill_process(Pid::from_raw(pid).unwrap(), Signal::TERM).unwrap();
    }

    /// Ends the server at once.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
    }

    /// What a server that was killed had still said. A line that was cut off says nothing.
    pub fn last_words(&self) -> Vec<Value> {
        let whole = |line: String| serde_json::from_str(&line).ok();
        self.lines.iter().filter_map(whole).collect()
    }

    /// Waits until the server is gone.
    pub fn wait(&mut self) -> ExitStatus {
        until("the end of the server", || self.process.try_wait().unwrap())
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
