//! The protocol on standard input and output.

use rmcp::{
    ServiceExt,
    service::{QuitReason, ServerInitializeError},
    transport::stdio_pipes,
};
use thiserror::Error;

use super::{FRONT, handler::Handler, transport::Lines};
use crate::service::Lore;

/// Why the protocol came to no good end.
#[derive(Debug, Error)]
pub enum Error {
    /// What came was no beginning of a conversation.
    #[error(
        "the client does not speak MCP: {0}; `lore mcp` is started by an MCP client, not by hand"
    )]
    Handshake(String),
    /// The program itself failed.
    #[error("the MCP server stopped: {0}")]
    Stopped(String),
}

/// Serves one client until it goes away or `end` comes true. What it asked before its input ended is
/// answered, and what it asked to be written is written, before this returns. Nothing but the protocol goes
/// to standard output.
pub async fn serve(lore: Lore, end: impl Future<Output = ()>) -> Result<(), Error> {
    let warm = lore.clone();
    let handler = Handler::new(lore.acting_via(FRONT));
    let (input, output) = stdio_pipes();
    tokio::pin!(end);
    let shaking_hands = Box::pin(handler.clone().serve(Lines::new(input, output)));
    let running = tokio::select! {
        running = shaking_hands => match running {
            Ok(running) => running,
            // It went away without a word, which is its right.
            Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
            Err(ServerInitializeError::ExpectedInitializeRequest(_)) => {
                return Err(Error::Handshake("its first message is no `initialize`".to_owned()));
            }
            Err(error) => return Err(Error::Handshake(error.to_string())),
        },
        () = &mut end => return Ok(()),
    };
    let ready = tokio::spawn(async move { warm.get_ready().await });
    let stop = running.cancellation_token();
    let waiting = running.waiting();
    tokio::pin!(waiting);
    let quit = tokio::select! {
        quit = &mut waiting => quit,
        () = &mut end => {
            stop.cancel();
            waiting.await
        }
    };
    ready.abort();
    handler.finish().await;
    match quit {
        Ok(QuitReason::JoinError(error)) | Err(error) => Err(Error::Stopped(error.to_string())),
        Ok(_) => Ok(()),
    }
}
