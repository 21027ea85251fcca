//! The connection of a bounded read: shared with other reads, or taken from the pool.

use diesel_async::AsyncPgConnection;

use crate::connection::active_session::ActiveSession;
use crate::pipeline::Reader;

pub(crate) enum ReadSession<'p> {
    Shared(Reader<'p>),
    /// Used while the server is at its connection limit.
    Own(Box<ActiveSession>),
}

impl ReadSession<'_> {
    pub(crate) fn connection(&mut self) -> &AsyncPgConnection {
        match self {
            Self::Shared(reader) => reader.connection(),
            Self::Own(session) => session.connection(),
        }
    }

    pub(crate) fn release(self, is_usable: bool) {
        match self {
            Self::Shared(reader) => reader.release(is_usable),
            Self::Own(session) => session.release(is_usable),
        }
    }
}
