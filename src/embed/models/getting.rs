//! Models downloaded on request, and tried out.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::{
    sync::mpsc,
    time::{MissedTickBehavior, interval},
};

use super::{Models, onnx};
use crate::embed::{
    Catalogued, Endpoint, Error, MODEL, Result, catalogue,
    download::{self, Downloaded},
    worker,
};

/// How often it is looked whether somebody wants a download stopped.
const LOOK: Duration = Duration::from_millis(100);

impl Models {
    /// Downloads a model of the catalogue, going on where an earlier call was stopped; `progress` is
    /// told the bytes that are here, and those in all. Gives the folder.
    ///
    /// # Errors
    /// [`Error::Unknown`] and [`Error::NoDownload`]; [`Error::Download`]; [`Error::Stopped`] when
    /// `is_cancelled` says so; [`Error::Unusable`] when the model does not work.
    pub async fn get(
        &self,
        name: &str,
        endpoint: Endpoint,
        is_cancelled: impl Fn() -> bool + Send,
        mut progress: impl FnMut(u64, u64) + Send,
    ) -> Result<PathBuf> {
        let known = catalogue::find(name).ok_or_else(|| not_to_get(name))?;
        let folder = self.folder_of(known);
        let into = folder.clone();
        let (sender, mut news) = mpsc::unbounded_channel::<Downloaded>();
        let work = worker::run(move |demand| {
            // Nobody waiting for news is no error.
            let mut tell = |downloaded| {
                sender.send(downloaded).ok();
            };
            download::fetch(known, &into, &endpoint, &|| demand.is_gone(), &mut tell)
        });
        tokio::pin!(work);
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                Some(Downloaded { done, total }) = news.recv() => progress(done, total),
                fetched = &mut work => {
                    while let Ok(Downloaded { done, total }) = news.try_recv() {
                        progress(done, total);
                    }
                    fetched?;
                    self.try_out(known, &folder).await?;
                    return Ok(folder);
                }
                // A connection that has died says nothing for long: who wants to stop need not wait.
                _ = look.tick() => if is_cancelled() {
                    return Err(Error::Stopped(known.name.clone()));
                },
            }
        }
    }

    /// Loads a model once, where there is a library that runs it; what is wrong with the library is
    /// nothing against the model.
    async fn try_out(&self, known: &'static Catalogued, folder: &Path) -> Result<()> {
        if self.runtime().is_err() {
            return Ok(());
        }
        let model = onnx(&self.0.settings, Some(known), folder.to_owned());
        match model.warm_up().await {
            Err(Error::NoRuntime(_)) => Ok(()),
            tried => tried,
        }
    }
}

/// Why nothing of this name can be downloaded.
fn not_to_get(name: &str) -> Error {
    let why = if name.eq_ignore_ascii_case(MODEL) {
        "it is part of lore".to_owned()
    } else if Path::new(name).is_dir() {
        format!("a folder's model is used where it lies, `lore reembed --model {name}`")
    } else {
        return Error::Unknown(name.to_owned());
    };
    Error::NoDownload {
        model: name.to_owned(),
        why,
    }
}
