//! Deployments with a pooler, a read replica or a Citus cluster.

mod citus;
mod cluster;
mod pgbouncer;
mod pooler;
mod programs;
mod read_replica;
