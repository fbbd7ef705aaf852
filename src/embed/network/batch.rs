//! Many texts at once, their windows spread over the cores.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use super::Network;
use crate::embed::{
    Embedding, Error, Result,
    worker::{Demand, cores},
};

/// One window to run: where it belongs, and its tokens.
struct Job {
    text: usize,
    window: usize,
    tokens: Vec<u32>,
}

impl Network {
    /// The vectors of texts, in their order.
    pub(in crate::embed) fn embed_all<T: Send>(
        &self,
        texts: &[String],
        demand: &Demand<'_, T>,
    ) -> Result<Vec<Embedding>> {
        let mut jobs = Vec::new();
        for (text, content) in texts.iter().enumerate() {
            let windows = self.windows.all(content)?.into_iter().enumerate();
            jobs.extend(windows.map(|(window, tokens)| Job {
                text,
                window,
                tokens,
            }));
        }
        // The longest first, so that no core is left with a long one at the end.
        jobs.sort_by_key(|job| std::cmp::Reverse(job.tokens.len()));
        let mut done = self.run_all(&jobs, demand)?;
        done.sort_by_key(|(job, _)| (job.text, job.window));
        let mut embeddings = vec![Embedding::default(); texts.len()];
        for (job, vector) in done {
            let embedding = &mut embeddings[job.text];
            if job.window == 0 {
                embedding.vector = vector;
            } else {
                embedding.parts.push(vector);
            }
        }
        Ok(embeddings)
    }

    /// Runs every job, one a core at a time. For the short windows that most texts are, this is
    /// faster than sharing one window among the cores.
    fn run_all<'a, T: Send>(
        &self,
        jobs: &'a [Job],
        demand: &Demand<'_, T>,
    ) -> Result<Vec<(&'a Job, Vec<f32>)>> {
        let next = AtomicUsize::new(0);
        let work = || {
            self.lanes.lend(|lane| {
                let mut done = Vec::new();
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if demand.is_gone() {
                        break;
                    }
                    done.push((job, self.run(&job.tokens, Some(lane))?));
                }
                Ok(done)
            })
        };
        thread::scope(|scope| {
            let workers: Vec<_> = (0..cores().min(jobs.len()))
                .map(|_| scope.spawn(work))
                .collect();
            let mut all = Vec::with_capacity(jobs.len());
            for worker in workers {
                all.extend(
                    worker
                        .join()
                        .map_err(|_| Error::Thread("it panicked".into()))??,
                );
            }
            Ok(all)
        })
    }
}
