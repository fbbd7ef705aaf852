//! Room for connections. Where there is none left, who has been idle longest gives way.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore},
    time,
};

/// Who has been idle for less does not give way: an answer may still be on its way.
const GRACE: Duration = Duration::from_secs(1);

/// How often to look for who gives way.
const LOOK: Duration = Duration::from_millis(250);

/// A bounded number of seats.
#[derive(Debug)]
pub(super) struct Room {
    places: Arc<Semaphore>,
    seated: Vec<Weak<Seated>>,
}

/// The seat of a connection. The next one may have it when it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    /// Who sits there.
    pub seated: Arc<Seated>,
    _place: OwnedSemaphorePermit,
}

/// What a connection is doing.
#[derive(Debug)]
pub(super) struct Seated {
    activity: Mutex<Activity>,
    leave: Notify,
}

#[derive(Debug)]
struct Activity {
    requests: usize,
    /// When the last request ended, or the connection began.
    idle_since: Instant,
    leaving: bool,
}

/// A request that is being answered, as long as it is held.
#[derive(Debug)]
pub(super) struct InWork(Arc<Seated>);

impl Room {
    /// Room for so many connections.
    pub fn new(seats: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(seats)),
            seated: Vec::new(),
        }
    }

    /// A seat, as soon as there is one.
    pub async fn seat(&mut self) -> Seat {
        let place = loop {
            let place = Arc::clone(&self.places);
            if let Ok(place) = Arc::clone(&place).try_acquire_owned() {
                break place;
            }
            self.ask_one_to_leave();
            if let Ok(Ok(place)) = time::timeout(LOOK, place.acquire_owned()).await {
                break place;
            }
        };
        let seated = Arc::new(Seated {
            activity: Mutex::new(Activity {
                requests: 0,
                idle_since: Instant::now(),
                leaving: false,
            }),
            leave: Notify::new(),
        });
        self.seated.retain(|seated| seated.strong_count() > 0);
        self.seated.push(Arc::downgrade(&seated));
        Seat {
            seated,
            _place: place,
        }
    }

    fn ask_one_to_leave(&self) {
        let seated = self.seated.iter().filter_map(Weak::upgrade);
        let idle = seated.filter_map(|seated| Some((seated.idle_since()?, seated)));
        let longest = idle.min_by_key(|(since, _)| *since);
        if let Some((since, seated)) = longest
            && since.elapsed() >= GRACE
        {
            seated.ask_to_leave();
        }
    }
}

impl Seated {
    /// A request of the connection begins.
    pub fn at_work(self: &Arc<Self>) -> InWork {
        self.lock().requests += 1;
        InWork(Arc::clone(self))
    }

    /// Waits until another connection needs the seat.
    pub async fn asked_to_leave(&self) {
        self.leave.notified().await;
    }

    /// Asks it to leave, unless a request began meanwhile.
    fn ask_to_leave(&self) {
        let mut activity = self.lock();
        if activity.requests == 0 {
            activity.leaving = true;
            self.leave.notify_one();
        }
    }

    /// Whether a request of the connection is not answered yet.
    pub fn is_at_work(&self) -> bool {
        self.lock().requests > 0
    }

    /// Since when it has been idle, unless it is at work or about to leave.
    fn idle_since(&self) -> Option<Instant> {
        let activity = self.lock();
        (activity.requests == 0 && !activity.leaving).then_some(activity.idle_since)
    }

    fn lock(&self) -> MutexGuard<'_, Activity> {
        self.activity.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl InWork {
    /// The body of the answer, with which the request ends.
    pub fn until_sent(self, body: Body) -> Answer {
        Answer {
            body,
            _in_work: self,
        }
    }
}

impl Drop for InWork {
    fn drop(&mut self) {
        let mut activity = self.0.lock();
        activity.requests -= 1;
        activity.idle_since = Instant::now();
    }
}

/// The body of an answer.
#[derive(Debug)]
pub(super) struct Answer {
    body: Body,
    _in_work: InWork,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
