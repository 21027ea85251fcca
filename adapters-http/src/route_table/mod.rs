//! The route table: the metadata declared next to each handler, and its lookup by path.

mod metadata;
mod page;
mod table;

pub(crate) use metadata::{ApiOperation, BodyKind, PathParameter, RouteMetadata};
pub(crate) use page::Page;
pub(crate) use table::{DocumentedOperation, RouteTable, ServedPath, matches, operations};
