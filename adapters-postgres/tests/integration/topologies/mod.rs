//! What can be between the stores and the server that they write to, and beside it: a pooler, a replica.

mod citus;
mod cluster;
mod pgbouncer;
mod pooler;
mod programs;
mod read_replica;
