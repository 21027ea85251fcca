//! Requests for the head of a response alone.

/// Of a request that wants no body: for answers whose body has no end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HeadOnly;
