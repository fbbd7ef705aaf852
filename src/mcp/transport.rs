//! The lines of one client. What it asked before its input ended is answered before the end counts: the
//! protocol's own service drops what takes it longer than some seconds then.

use std::{collections::HashSet, io, time::Duration};

use rmcp::{
    RoleServer,
    model::{ClientNotification, JsonRpcMessage, RequestId},
    service::{RxJsonRpcMessage, TxJsonRpcMessage},
    transport::{Transport, async_rw::AsyncRwTransport},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, Chain},
    sync::watch,
    time::timeout,
};

/// The most that one line may hold: a text of ten megabytes, however JSON escapes it.
const MAX_LINE_BYTES: usize = 64 * 1024 * 1024;

/// The patience with a client that says nothing any more.
const PATIENCE: Duration = Duration::from_secs(30);

/// Some programs leave the end of their last line away.
const LINE_END: &[u8] = b"\n";

/// Lines in and out.
pub struct Lines<R: AsyncRead, W: AsyncWrite> {
    inner: AsyncRwTransport<RoleServer, Chain<R, &'static [u8]>, W>,
    talk: watch::Sender<Talk>,
    /// How long a client that says nothing any more may take to read an answer.
    patience: Duration,
}

/// How a conversation stands.
#[derive(Debug, Default)]
struct Talk {
    /// What was asked and is not answered yet.
    open: HashSet<RequestId>,
    /// Nothing more comes from the client.
    ended: bool,
    /// Nothing more reaches the client.
    broken: bool,
    /// Messages that reached it.
    read: u64,
}

impl<R, W> Lines<R, W>
where
    R: AsyncRead + Send + Unpin,
    W: AsyncWrite + Send + Unpin + 'static,
{
    /// Reads from the one and writes to the other.
    pub fn new(input: R, output: W) -> Self {
        let inner = AsyncRwTransport::new_server(input.chain(LINE_END), output);
        Self {
            inner: inner.with_max_line_length(MAX_LINE_BYTES),
            talk: watch::Sender::default(),
            patience: PATIENCE,
        }
    }

    /// Remembers what wants an answer, and forgets what the client takes back, which gets none.
    fn note(&self, message: &RxJsonRpcMessage<RoleServer>) {
        match message {
            JsonRpcMessage::Request(request) => {
                let id = request.id.clone();
                self.talk.send_modify(|talk| {
                    talk.open.insert(id);
                });
            }
            JsonRpcMessage::Notification(notification) => {
                if let ClientNotification::CancelledNotification(cancelled) =
                    &notification.notification
                    && let Some(id) = &cancelled.params.request_id
                {
                    self.talk.send_modify(|talk| {
                        talk.open.remove(id);
                    });
                }
            }
            _ => {}
        }
    }
}

impl<R, W> Transport<RoleServer> for Lines<R, W>
where
    R: AsyncRead + Send + Unpin,
    W: AsyncWrite + Send + Unpin + 'static,
{
    type Error = io::Error;

    fn send(
        &mut self,
        message: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = io::Result<()>> + Send + 'static {
        let answered = match &message {
            JsonRpcMessage::Response(response) => Some(response.id.clone()),
            JsonRpcMessage::Error(error) => error.id.clone(),
            _ => None,
        };
        let sending = self.inner.send(message);
        let (talk, patience) = (self.talk.clone(), self.patience);
        async move {
            let sent = tokio::select! {
                sent = sending => sent,
                () = unread(&talk, patience) => Err(io::ErrorKind::TimedOut.into()),
            };
            talk.send_modify(|talk| {
                talk.broken |= sent.is_err();
                talk.read += u64::from(sent.is_ok());
                if let Some(id) = &answered {
                    talk.open.remove(id);
                }
            });
            sent
        }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        let talk = self.talk.clone();
        if !talk.borrow().ended {
            let message = tokio::select! {
                message = self.inner.receive() => message,
                () = until(&talk, |talk| talk.broken) => return None,
            };
            if let Some(message) = message {
                self.note(&message);
                return Some(message);
            }
            talk.send_modify(|talk| talk.ended = true);
        }
        until(&talk, |talk| talk.broken || talk.open.is_empty()).await;
        None
    }

    async fn close(&mut self) -> io::Result<()> {
        self.inner.close().await
    }
}

/// Comes true when a client that says nothing any more does not read either.
async fn unread(talk: &watch::Sender<Talk>, patience: Duration) {
    until(talk, |talk| talk.ended).await;
    loop {
        let read = talk.borrow().read;
        let more = until(talk, |talk| talk.read > read);
        if timeout(patience, more).await.is_err() {
            return;
        }
    }
}

async fn until(talk: &watch::Sender<Talk>, holds: impl FnMut(&Talk) -> bool) {
    // It fails only when nobody is left who could tell more, and `talk` is somebody.
    let _ = talk.subscribe().wait_for(holds).await;
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use rmcp::model::ServerResult;
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, duplex};

    use super::*;

    const PING: &[u8] = b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

    fn pong(id: i64) -> TxJsonRpcMessage<RoleServer> {
        TxJsonRpcMessage::<RoleServer>::response(ServerResult::empty(()), RequestId::Number(id))
    }

    #[tokio::test]
    async fn the_input_ends_when_everything_is_answered() {
        let (output, client) = duplex(1 << 10);
        let mut lines = Lines::new(PING, output);
        assert!(lines.receive().await.is_some(), "an unfinished line counts");
        assert!(lines.receive().now_or_never().is_none());
        lines.send(pong(7)).await.unwrap();
        assert!(lines.receive().now_or_never().is_none());
        lines.send(pong(1)).await.unwrap();
        assert!(lines.receive().await.is_none());
        let mut answers = BufReader::new(client).lines();
        let answer = answers.next_line().await.unwrap().unwrap();
        assert!(answer.contains("\"id\":7"), "{answer}");
    }

    #[tokio::test]
    async fn what_is_taken_back_is_not_waited_for() {
        let (mut client, input) = duplex(1 << 10);
        let (output, _reader) = duplex(1 << 10);
        let mut lines = Lines::new(input, output);
        client.write_all(PING).await.unwrap();
        let back = b"\n{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}\n";
        client.write_all(back).await.unwrap();
        drop(client);
        assert!(lines.receive().await.is_some());
        assert!(lines.receive().await.is_some());
        assert!(lines.receive().await.is_none());
    }

    #[tokio::test]
    async fn a_client_that_reads_nothing_any_more_is_given_up() {
        let (mut client, input) = duplex(1 << 10);
        let (output, reader) = duplex(1 << 10);
        let mut lines = Lines::new(input, output);
        client.write_all(PING).await.unwrap();
        client.write_all(b"\n").await.unwrap();
        assert!(lines.receive().await.is_some());
        drop(reader);
        lines.send(pong(1)).await.unwrap_err();
        assert!(lines.receive().await.is_none(), "though it may still speak");
    }

    #[tokio::test]
    async fn an_answer_that_nobody_reads_holds_up_no_end() {
        let (output, _reader) = duplex(8);
        let mut lines = Lines::new(PING, output);
        lines.patience = Duration::ZERO;
        assert!(lines.receive().await.is_some());
        let sending = lines.send(pong(1));
        let (sent, received) = tokio::join!(sending, lines.receive());
        assert_eq!(sent.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert!(received.is_none());
    }
}
