//! `lore serve` as a process, on a port that the system chooses.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    process::{Child, ExitStatus},
    sync::{Arc, Mutex, mpsc},
    thread,
};

use rustix::process::{Pid, Signal, kill_process};

use super::client::Client;
use crate::{
    cli::program::Place,
    waiting::{PATIENCE, until},
};

/// The token of every server that is not told to make one of its own.
pub const TOKEN: &str = "the-token-of-the-tests-0123456789";

/// A server that runs until it is told to stop, or dropped.
pub struct Server {
    process: Child,
    pub address: SocketAddr,
    /// What it wrote to both outputs so far.
    told: Arc<Mutex<String>>,
}

impl Server {
    /// Serves the store of a place.
    pub fn start(place: &Place) -> Self {
        Self::with(place, &[], &[("LORE_TOKEN", TOKEN)])
    }

    /// The same with more arguments and variables.
    pub fn with(place: &Place, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut all = vec!["serve", "--addr", "127.0.0.1:0"];
        all.extend(arguments);
        let mut command = place.command(&all);
        command.envs(variables.iter().copied());
        let mut process = command.spawn().unwrap();
        let told = Arc::new(Mutex::new(String::new()));
        let (sender, addresses) = mpsc::channel();
        let outputs: [Box<dyn Read + Send>; 2] = [
            Box::new(process.stdout.take().unwrap()),
            Box::new(process.stderr.take().unwrap()),
        ];
        for output in outputs {
            let (told, sender) = (Arc::clone(&told), sender.clone());
            thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    let mut told = told.lock().unwrap();
                    told.push_str(&line);
                    told.push('\n');
                    if let Some(address) = address_in(&line) {
                        let _ = sender.send(address);
                    }
                }
            });
        }
        drop(sender);
        let Ok(address) = addresses.recv_timeout(PATIENCE) else {
            let _ = process.kill();
            panic!("no address was told: {}", told.lock().unwrap());
        };
        Self {
            process,
            address,
            told,
        }
    }

    /// A client that has the token.
    pub fn client(&self) -> Client {
        Client::new(self.address, Some(TOKEN))
    }

    /// A client that has another token, or none.
    pub fn client_with(&self, token: Option<&str>) -> Client {
        Client::new(self.address, token)
    }

    /// Sends bytes as they are, and gives everything that comes back until the server hangs up: a
    /// request that is in order should ask for that.
    pub fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        // Who is refused early need not be listened to.
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// What it wrote to both outputs so far.
    pub fn told(&self) -> String {
        self.told.lock().unwrap().clone()
    }

    /// Asks it to stop.
    pub fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    /// Ends it at once.
    pub fn kill(&self) {
        self.signal(Signal::KILL);
    }

    fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.process.id()).unwrap();
        kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
    }

    /// Waits until it is gone.
    pub fn wait(mut self) -> ExitStatus {
        until("the end of the server", || self.process.try_wait().unwrap())
    }

    /// Its memory now, in bytes.
    #[cfg(target_os = "linux")]
    pub fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.unwrap().trim().trim_end_matches(" kB");
        kilobytes.parse::<u64>().unwrap() * 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The address in a line such as `listening on http://127.0.0.1:8303`.
fn address_in(line: &str) -> Option<SocketAddr> {
    let rest = line.split("http://").nth(1)?;
    let end = rest
        .find(|c: char| !(c.is_ascii_hexdigit() || "[].:".contains(c)))
        .unwrap_or(rest.len());
    rest[..end].trim_end_matches('.').parse().ok()
}
