//! What every request passes through, from the outside in: [`unread`], [`finish`], [`cors`], [`panics`],
//! [`normalize`], then the routes, and [`fallback`] where no route fits. [`stack`] puts them together.

pub(crate) mod cors;
pub(crate) mod fallback;
pub(crate) mod finish;
pub(crate) mod normalize;
pub(crate) mod panics;
mod request_id;
mod request_log;
pub(crate) mod stack;
pub(crate) mod unread;
