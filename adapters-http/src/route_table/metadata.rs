//! The metadata of an operation, declared next to its handler. The router, the middleware, the limits and the OpenAPI
//! document use this metadata instead of paths and operation IDs.

/// `Cache-Control` of responses that may be stored but must be revalidated before each use.
const REVALIDATE: &str = "private, no-cache";
/// `Cache-Control` of responses about accounts and tokens.
const NO_STORE: &str = "no-store";

/// A handler with the metadata of its operation.
pub(crate) trait ApiOperation {
    const METADATA: RouteMetadata;
}

#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "the flags are independent")]
pub(crate) struct RouteMetadata {
    /// Whether this is a health check. Health checks are neither shed nor logged.
    pub(crate) is_probe: bool,
    /// `Cache-Control` of responses that do not set it themselves.
    pub(crate) cache_control: Option<&'static str>,
    pub(crate) body: BodyKind,
    /// Whether an unknown query parameter is rejected.
    pub(crate) rejects_unknown_parameters: bool,
    pub(crate) is_rate_limited: bool,
    pub(crate) accepts_idempotency_key: bool,
    pub(crate) uses_database: bool,
    /// The parameters in the path, in order.
    pub(crate) path_parameters: &'static [PathParameter],
    /// The operation ID for PUT, if the handler also serves another method. Operation IDs must be unique.
    pub(crate) put_operation_id: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum BodyKind {
    #[default]
    Json,
    /// A file, which may take longer to arrive than JSON.
    File,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathParameter {
    User,
    Session,
    Task,
    /// The ID of a task. The todo routes name this parameter `task_id`.
    TodoTask,
}

impl PathParameter {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::User => "user_id",
            Self::Session => "session_id",
            Self::Task => "id",
            Self::TodoTask => "task_id",
        }
    }
}

impl RouteMetadata {
    /// An operation of v1 on data of the caller.
    pub(crate) const V1: Self = Self {
        is_probe: false,
        cache_control: Some(REVALIDATE),
        body: BodyKind::Json,
        rejects_unknown_parameters: true,
        is_rate_limited: true,
        accepts_idempotency_key: false,
        uses_database: true,
        path_parameters: &[],
        put_operation_id: None,
    };
    /// An operation of the frozen API for the todo client.
    pub(crate) const TODO: Self = Self { rejects_unknown_parameters: false, ..Self::V1 };
    /// An operation for operators and other services. Only the readiness check uses the database, and it documents its
    /// error response itself.
    pub(crate) const OPERATIONS: Self =
        Self { cache_control: None, is_rate_limited: false, uses_database: false, ..Self::TODO };

    /// Removes the rate limit.
    pub(crate) const fn unlimited(self) -> Self {
        Self { is_rate_limited: false, ..self }
    }

    /// Marks responses that contain account data or tokens and must not be stored.
    pub(crate) const fn no_store(self) -> Self {
        Self { cache_control: Some(NO_STORE), ..self }
    }

    /// Marks an operation that does not use the database.
    pub(crate) const fn without_database(self) -> Self {
        Self { uses_database: false, ..self }
    }

    pub(crate) const fn probe(self) -> Self {
        Self { is_probe: true, ..self }
    }

    pub(crate) const fn with_idempotency_key(self) -> Self {
        Self { accepts_idempotency_key: true, ..self }
    }

    pub(crate) const fn with_file(self) -> Self {
        Self { body: BodyKind::File, ..self }
    }

    pub(crate) const fn with_path(self, path_parameters: &'static [PathParameter]) -> Self {
        Self { path_parameters, ..self }
    }

    pub(crate) const fn with_put_id(self, id: &'static str) -> Self {
        Self { put_operation_id: Some(id), ..self }
    }

    /// A page of the API documentation.
    pub(crate) const fn documentation() -> Self {
        Self { cache_control: Some(REVALIDATE), ..Self::OPERATIONS }
    }

    pub(crate) fn has(&self, parameter: PathParameter) -> bool {
        self.path_parameters.contains(&parameter)
    }

    /// Returns whether the path names one task.
    pub(crate) fn is_of_one_task(&self) -> bool {
        self.has(PathParameter::Task) || self.has(PathParameter::TodoTask)
    }

    pub(crate) fn is_never_stored(&self) -> bool {
        self.cache_control == Some(NO_STORE)
    }
}
