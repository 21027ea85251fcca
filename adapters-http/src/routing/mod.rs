//! The route table: the facts declared next to each handler, and their lookup by path.

mod facts;
mod page;
mod table;

pub(crate) use facts::{ApiOperation, BodyKind, PathParameter, RouteFacts};
pub(crate) use page::Page;
pub(crate) use table::{DescribedOperation, RouteTable, ServedPath, matches, operations};
