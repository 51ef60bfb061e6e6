//! How long the server waits for a slow client before it closes the connection: for the head of a request, for its body, and for
//! somebody to read what is sent.

use axum_server::accept::Accept;
use std::future::{Future, Ready, ready};
use std::io::{Error, ErrorKind, IoSlice, Result};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

/// How long.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the first request on a connection, its TLS included.
    pub first: Duration,
    /// For each further head, and for a connection on which nothing is asked.
    pub head: Duration,
    /// For the next piece of a body.
    pub piece: Duration,
    /// For a whole body.
    pub body: Duration,
    /// For a reader to take more of what is sent.
    pub reader: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience {
            first: Duration::from_secs(15),
            // Longer than a proxy keeps a connection, so that the proxy is the one to close it.
            head: Duration::from_secs(75),
            piece: Duration::from_secs(30),
            body: Duration::from_secs(15 * 60),
            reader: Duration::from_secs(30),
        }
    }
}

/// Accepts connections that are closed when their reader stands still for so long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Readers(pub(crate) Duration);

impl<S> Accept<TcpStream, S> for Readers {
    type Stream = Patient;
    type Service = S;
    type Future = Ready<Result<(Patient, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        ready(Ok((Patient { stream, patience: self.0, waits: None }, service)))
    }
}

/// A connection that waits so long for its reader.
#[derive(Debug)]
pub(crate) struct Patient {
    stream: TcpStream,
    patience: Duration,
    /// Runs while nothing can be sent.
    waits: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    fn waited<T>(&mut self, context: &mut Context<'_>, sent: Poll<Result<T>>) -> Poll<Result<T>> {
        if sent.is_ready() {
            self.waits = None;
            return sent;
        }
        let patience = self.patience;
        let waits = self.waits.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        match waits.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(Error::from(ErrorKind::TimedOut))),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for Patient {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, into)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let own = self.get_mut();
        let sent = Pin::new(&mut own.stream).poll_write(context, bytes);
        own.waited(context, sent)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        let own = self.get_mut();
        let sent = Pin::new(&mut own.stream).poll_write_vectored(context, pieces);
        own.waited(context, sent)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let own = self.get_mut();
        let sent = Pin::new(&mut own.stream).poll_flush(context);
        own.waited(context, sent)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let own = self.get_mut();
        let sent = Pin::new(&mut own.stream).poll_shutdown(context);
        own.waited(context, sent)
    }
}
