//! Requests for the head of a response alone.

/// Marks a request that wants no body, for responses whose body has no end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HeadOnly;
