//! What a process needed, as Linux tells it.

use std::{fs, time::Duration};

use crate::Result;

/// Ticks a second in `/proc`, whatever the machine.
const TICKS: f64 = 100.0;

/// Where the user's and the system's ticks stand behind the name of the program.
const TICK_FIELDS: [usize; 2] = [11, 12];

/// Memory in kilobytes.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// At this moment.
    pub now: u64,
    /// Of this, what is no file's.
    pub own: u64,
    /// The most there ever was.
    pub peak: u64,
}

/// How long it computed so far.
pub fn processor_time(process: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, behind_name) = stat.rsplit_once(')').ok_or("/proc tells no times")?;
    let fields: Vec<&str> = behind_name.split_whitespace().collect();
    let mut ticks = 0.0;
    for field in TICK_FIELDS {
        ticks += fields
            .get(field)
            .ok_or("/proc tells no times")?
            .parse::<f64>()?;
    }
    Ok(Duration::from_secs_f64(ticks / TICKS))
}

/// What memory it has.
pub fn memory(process: u32) -> Result<Memory> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let kilobytes = |name: &str| -> Result<u64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let number = line.and_then(|line| line.split_whitespace().next());
        Ok(number.ok_or("/proc tells no memory")?.parse()?)
    };
    Ok(Memory {
        now: kilobytes("VmRSS:")?,
        own: kilobytes("RssAnon:")?,
        peak: kilobytes("VmHWM:")?,
    })
}
