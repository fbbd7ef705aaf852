//! The server: where it listens, how it starts, how it ends.

use std::{
    io,
    net::SocketAddr,
    num::NonZeroU32,
    path::{Path, PathBuf},
};

use axum::Router;
use thiserror::Error;
use tokio::net::TcpListener;

use super::{app::Closing, connections, guard::Hosts, router, token::Token};
use crate::service::Lore;

/// How the server is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it listens.
    pub address: SocketAddr,
    /// Whether other machines may reach it.
    pub allow_remote: bool,
    /// Names that it is known by, besides `localhost`.
    pub hosts: Vec<String>,
    /// Requests a second that each address may send; any number when there is none.
    pub rate_limit: Option<NonZeroU32>,
    /// The token, when it is not that of the file.
    pub token: Option<String>,
    /// The folder with the token's file.
    pub state_folder: Option<PathBuf>,
}

/// Why a server does not start. One line each.
#[derive(Debug, Error)]
pub enum StartError {
    /// Other machines would reach it, and nobody said that they may.
    #[error(
        "{0} can be reached from other machines, without encryption: use a loopback address such as 127.0.0.1, or add --allow-remote"
    )]
    Remote(SocketAddr),
    /// The address cannot be had.
    #[error("cannot listen on {address}: {source}; name another address with --addr")]
    Address {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// There is no token.
    #[error("no token: {0}")]
    Token(io::Error),
}

impl StartError {
    /// Whether other arguments would help.
    #[must_use]
    pub fn is_wrong_usage(&self) -> bool {
        matches!(self, Self::Remote(_))
    }
}

/// A server that listens and does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    token: Token,
    token_file: Option<PathBuf>,
    lore: Lore,
    options: Options,
}

impl Server {
    /// Takes its place.
    pub async fn bind(lore: Lore, options: Options) -> Result<Self, StartError> {
        let wanted = options.address;
        if !wanted.ip().is_loopback() && !options.allow_remote {
            return Err(StartError::Remote(wanted));
        }
        let (token, token_file) =
            Token::establish(options.token.as_deref(), options.state_folder.as_deref())
                .map_err(StartError::Token)?;
        let unusable = |source| StartError::Address {
            address: wanted,
            source,
        };
        let listener = TcpListener::bind(wanted).await.map_err(unusable)?;
        Ok(Self {
            address: listener.local_addr().map_err(unusable)?,
            listener,
            token,
            token_file,
            lore,
            options,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The file with the token, unless the token was given.
    #[must_use]
    pub fn token_file(&self) -> Option<&Path> {
        self.token_file.as_deref()
    }

    /// Answers until `end` comes true; then takes no more requests and finishes those it has. What is
    /// mounted is served beside the API, behind the same guards.
    pub async fn run(self, mounted: Router, end: impl Future<Output = ()>) {
        let (close, closing) = Closing::new();
        let guards = router::Guards {
            hosts: Hosts::new(self.address, self.options.hosts),
            token: self.token,
            rate: self.options.rate_limit,
        };
        let upkeep = tokio::spawn(stay_ready(self.lore.clone()));
        let (router, work) = router::build(self.lore, closing.clone(), mounted, guards);
        let serving = connections::serve(self.listener, connections::MOST, router, closing);
        let ending = async {
            end.await;
            // Connections may all be gone by themselves.
            let _ = close.send(true);
        };
        futures::join!(serving, ending);
        upkeep.abort();
        drop(work.ended().await);
    }
}

/// Has everything read before the first search waits for it, then keeps the store up.
async fn stay_ready(lore: Lore) {
    lore.get_ready().await;
    lore.keep_up_always().await;
}
