//! A connection without Diesel, which does not support COPY.

use std::ops::Deref;

use tokio::task::JoinHandle;
use tokio_postgres::tls::TlsStream;
use tokio_postgres::{Client, Connection, Error, NoTls, Socket};

use crate::connection::connect::Target;
use crate::connection::connect_error::ConnectError;

/// A client of the driver. Dropping it closes the connection, even during a statement.
pub(crate) struct RawClient {
    client: Client,
    connection: JoinHandle<Result<(), Error>>,
}

impl Deref for RawClient {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Drop for RawClient {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

pub(crate) async fn connect_raw(target: &Target) -> Result<RawClient, ConnectError> {
    if let Some(tls) = &target.tls {
        spawn(Box::pin(target.session.connect(tls.connector())).await)
    } else {
        spawn(Box::pin(target.session.connect(NoTls)).await)
    }
}

fn spawn<S: TlsStream + Unpin + Send + 'static>(
    connected: Result<(Client, Connection<Socket, S>), Error>,
) -> Result<RawClient, ConnectError> {
    let (client, connection) = connected.map_err(ConnectError::Refused)?;
    Ok(RawClient { client, connection: tokio::spawn(connection) })
}
