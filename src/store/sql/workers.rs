//! Threads for a question: DataFusion goes through its parts recursively, a level a frame.

use tokio::{
    runtime::{Builder, Handle, Runtime},
    task::JoinHandle,
};

use crate::store::{Error, Result};

/// More than the deepest question that is let in needs. Only what is used of it takes memory.
const STACK_BYTES: usize = 256 << 20;

/// At most so many threads that read files, each with such a stack.
const READERS: usize = 32;

/// The threads. Dropping them waits for nobody.
#[derive(Debug)]
pub(super) struct Workers {
    handle: Handle,
    runtime: Option<Runtime>,
}

impl Workers {
    pub fn start() -> Result<Self> {
        let runtime = Builder::new_multi_thread()
            .thread_name("lore-sql")
            .thread_stack_size(STACK_BYTES)
            .max_blocking_threads(READERS)
            .enable_all()
            .build()
            .map_err(|error| Error::QueryFailed(format!("no threads can be had: {error}")))?;
        Ok(Self {
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
        })
    }

    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
        self.handle.spawn(work)
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
