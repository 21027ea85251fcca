//! Generates tests from the contracts.

/// Generates one `#[tokio::test]` for each requirement of the ports.
///
/// `fresh` is the path of an `async fn() -> (Stores, Guard)`, which returns empty stores. The guard can be of any type, for
/// example a temporary directory, and lives as long as a test uses the stores. Without a list of ports, the macro generates the
/// tests of all stores:
///
/// | name | port |
/// |---|---|
/// | `users` | [`UserStore`](crate::user::UserStore) |
/// | `networks` | [`KnownNetworks`](crate::user::KnownNetworks) |
/// | `tasks` | [`TaskStore`](crate::task::TaskStore) |
/// | `task_retention` | [`TaskRetention`](crate::task::TaskRetention) |
/// | `sessions` | [`SessionStore`](crate::session::SessionStore) |
/// | `outbox` | [`MailOutbox`](crate::user::mail::MailOutbox) |
/// | `links` | [`LinkStore`](crate::user::mail::LinkStore) |
/// | `leases` | [`Leases`](crate::lease::Leases) |
/// | `health` | [`DatabaseHealth`](crate::stores::DatabaseHealth) |
///
/// To test a store of one port, use [`MemoryDatabase`](crate::testing::MemoryDatabase) for the other ports. This is impossible
/// for `users`, because the deletion of a user also removes rows of other stores.
///
/// Two more ports are not stores, and must be named: `rate_limiter`, for an `async fn() -> (Arc<dyn RateLimiter>, Guard)`, and
/// `failed_attempts`, for an `async fn() -> (Arc<dyn FailedAttempts>, Guard)`.
///
/// The tests need `tokio` with the features `macros` and `rt` in the crate that calls this macro. Each contract becomes a module,
/// so a module must not call the macro twice for the same port.
///
/// ```
/// use tasklane_core::contract_tests;
/// use tasklane_core::stores::Stores;
/// use tasklane_core::testing::MemoryDatabase;
///
/// async fn fresh() -> (Stores, ()) {
///     (MemoryDatabase::stores(), ())
/// }
///
/// contract_tests!(fresh: tasks, leases);
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! contract_tests {
    (@users $fresh:path) => {
        $crate::__users_contract!($fresh);
        $crate::__own_account_contract!($fresh);
        $crate::__login_names_contract!($fresh);
        $crate::__account_recovery_contract!($fresh);
        $crate::__email_changes_contract!($fresh);
        $crate::__email_links_contract!($fresh);
        $crate::__unverified_accounts_contract!($fresh);
        $crate::__notices_contract!($fresh);
    };
    (@networks $fresh:path) => {
        $crate::__known_networks_contract!($fresh);
    };
    (@tasks $fresh:path) => {
        $crate::__tasks_contract!($fresh);
        $crate::__task_lists_contract!($fresh);
        $crate::__task_bytes_contract!($fresh);
        $crate::__task_sync_contract!($fresh);
        $crate::__task_writers_contract!($fresh);
        $crate::__task_plans_contract!($fresh);
        $crate::__task_slices_contract!($fresh);
        $crate::__task_keys_contract!($fresh);
    };
    (@task_retention $fresh:path) => {
        $crate::__task_retention_contract!($fresh);
        $crate::__task_storage_contract!($fresh);
        $crate::__task_storage_random_contract!($fresh);
    };
    (@sessions $fresh:path) => {
        $crate::__sessions_contract!($fresh);
        $crate::__session_rotation_contract!($fresh);
        $crate::__session_sets_contract!($fresh);
        $crate::__session_sweeps_contract!($fresh);
    };
    (@outbox $fresh:path) => {
        $crate::__mails_contract!($fresh);
    };
    (@links $fresh:path) => {
        $crate::__links_contract!($fresh);
    };
    (@leases $fresh:path) => {
        $crate::__leases_contract!($fresh);
    };
    (@health $fresh:path) => {
        $crate::__health_contract!($fresh);
    };
    (@rate_limiter $fresh:path) => {
        $crate::__rate_limiter_contract!($fresh);
    };
    (@failed_attempts $fresh:path) => {
        $crate::__failed_attempts_contract!($fresh);
    };
    ($fresh:path) => {
        $crate::contract_tests!(
            $fresh: users, networks, tasks, task_retention, sessions, outbox, links, leases, health
        );
    };
    ($fresh:path: $($port:ident),+ $(,)?) => {
        $($crate::contract_tests!(@$port $fresh);)+
    };
}
