//! Marks HEAD requests.

/// Marks a request whose response needs no body, for handlers with an endless body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HeadOnly;
