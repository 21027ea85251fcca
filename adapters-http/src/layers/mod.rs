//! What every request passes through, from the outside in: [`hold`], [`shed`], [`finish`], [`cors`], [`head`],
//! [`deadline`], [`slow_body`], [`panics`], [`normalize`], [`query_check`], then the routes, and [`fallback`] where no route fits.
//! [`stack`] puts them together.

mod aborted;
pub(crate) mod cors;
pub(crate) mod deadline;
pub(crate) mod fallback;
pub(crate) mod finish;
pub(crate) mod harden;
pub(crate) mod head;
pub(crate) mod hold;
pub(crate) mod normalize;
pub(crate) mod panics;
pub(crate) mod query_check;
mod refusals;
pub(crate) mod request_figures;
mod request_id;
pub(crate) mod request_log;
mod request_span;
pub(crate) mod shed;
pub(crate) mod slow_body;
pub(crate) mod stack;
pub(crate) mod work;
