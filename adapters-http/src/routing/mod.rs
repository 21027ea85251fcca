//! What the server knows about its routes: the facts that stand beside each handler, and the table by which a path finds
//! them.

mod facts;
mod page;
mod table;

pub(crate) use facts::{ApiOperation, BodyKind, PathParameter, RouteFacts};
pub(crate) use page::Page;
pub(crate) use table::{DescribedOperation, RouteTable, ServedPath, matches, operations};
