//! Every route, what the API's description says of it, and what is answered where no route fits.

mod fallback;
mod list;
#[cfg(test)]
mod list_tests;
mod openapi;
mod openapi_keys;

pub(crate) use list::Routes;
pub use list::describe;
