//! Deployments with a pooler, a read replica or a Citus cluster.

mod citus;
mod cluster;
mod pgbouncer;
mod pooler;
mod read_replica;
mod unprivileged_process;
