//! The figures, for people and as JSON.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    meter::{Key, Start},
    process::Memory,
};

/// What one store gave.
pub struct Figures {
    /// Its path.
    pub store: String,
    /// Every start.
    pub starts: Vec<Start>,
    /// Every key that was waited out.
    pub keys: Vec<Key>,
    /// The first of them: what is read only then comes on top.
    pub first_key: Key,
    /// Every letter of the line that was typed without a pause.
    pub steady: Vec<Duration>,
    /// The part of one core that idleness takes.
    pub idle: f64,
    /// Memory before anything was searched, and at the end.
    pub memory: [Memory; 2],
}

impl Figures {
    /// Lines for people.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.store.clone()];
        let mut times = |what: &str, times: Vec<Duration>| {
            let [median, p95, p99, most] = quantiles(times).map(milliseconds);
            lines.push(format!(
                "  {what:<34} p50 {median:8.1}  p95 {p95:8.1}  p99 {p99:8.1}  max {most:8.1} ms"
            ));
        };
        times(
            "start to the first frame",
            self.of_starts(|start| start.first_frame),
        );
        times(
            "start to a usable list",
            self.of_starts(|start| start.usable),
        );
        times("key to its letter", self.of_keys(|key| key.typed));
        times("key to the first results", self.of_keys(|key| key.first));
        times(
            "key to the settled results",
            self.of_keys(|key| key.settled),
        );
        times("key to its letter, typing on", self.steady.clone());
        lines.push(format!(
            "  {:<34} {:.1} ms",
            "the very first search settled",
            milliseconds(self.first_key.settled)
        ));
        lines.push(format!(
            "  {:<34} {:.2} % of one core",
            "idle",
            self.idle * 100.0
        ));
        for (when, memory) in ["before a search", "at the end"].iter().zip(self.memory) {
            let [now, own, peak] = [memory.now, memory.own, memory.peak].map(|kilo| kilo / 1024);
            lines.push(format!(
                "  {:<34} {now} MB, {own} of its own; at most {peak}",
                format!("memory {when}")
            ));
        }
        lines
    }

    /// The same as JSON.
    pub fn json(&self) -> Value {
        let times = |times: Vec<Duration>| {
            let count = times.len();
            let [median, p95, p99, most] = quantiles(times).map(milliseconds);
            json!({"p50_ms": median, "p95_ms": p95, "p99_ms": p99, "max_ms": most, "count": count})
        };
        let memory = |memory: Memory| json!({"now_kb": memory.now, "own_kb": memory.own, "peak_kb": memory.peak});
        json!({
            "store": self.store,
            "first_frame": times(self.of_starts(|start| start.first_frame)),
            "usable": times(self.of_starts(|start| start.usable)),
            "typed": times(self.of_keys(|key| key.typed)),
            "first_results": times(self.of_keys(|key| key.first)),
            "settled": times(self.of_keys(|key| key.settled)),
            "typed_steadily": times(self.steady.clone()),
            "first_search_settled_ms": milliseconds(self.first_key.settled),
            "idle_of_a_core": self.idle,
            "memory_before": memory(self.memory[0]),
            "memory_after": memory(self.memory[1]),
        })
    }

    fn of_starts(&self, part: impl Fn(&Start) -> Duration) -> Vec<Duration> {
        self.starts.iter().map(part).collect()
    }

    fn of_keys(&self, part: impl Fn(&Key) -> Duration) -> Vec<Duration> {
        self.keys.iter().map(part).collect()
    }
}

/// The median, the times that 95 and 99 of 100 keep, and the longest.
fn quantiles(mut times: Vec<Duration>) -> [Duration; 4] {
    times.sort_unstable();
    let last = times.len().saturating_sub(1);
    [50, 95, 99, 100].map(|percent| {
        let at = (times.len() * percent / 100).min(last);
        times.get(at).copied().unwrap_or_default()
    })
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
