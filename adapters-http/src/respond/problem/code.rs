//! Every problem that the API can report: its status, title, and advice on how to resolve it.

use actix_web::http::StatusCode;

macro_rules! codes {
    ($($variant:ident $status:ident $code:literal $title:literal $advice:literal)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Code {
            $($variant,)*
        }

        impl Code {
            pub(crate) const ALL: &[Self] = &[$(Self::$variant,)*];

            pub(crate) fn status(self) -> StatusCode {
                match self {
                    $(Self::$variant => StatusCode::$status,)*
                }
            }

            /// Returns the code, which is the last segment of the problem's type.
            pub(crate) fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            pub(crate) fn title(self) -> &'static str {
                match self {
                    $(Self::$variant => $title,)*
                }
            }

            /// Returns the explanation and the solution, for the page that documents the problem.
            pub(crate) fn advice(self) -> &'static str {
                match self {
                    $(Self::$variant => $advice,)*
                }
            }
        }
    };
}

codes! {
    BadRequest BAD_REQUEST "bad-request" "Bad request"
        "The server could not read the request. The detail names the part that is wrong."
    EmailTaken BAD_REQUEST "email-taken" "E-mail address taken"
        "Another account has this e-mail address, or had it in the last 30 days; case does not matter. Log in, or use \
         another address."
    UsernameTaken BAD_REQUEST "username-taken" "Username taken"
        "Another account has this username, or one that differs only in case or in the form of its characters, or had it in \
         the last 30 days. Choose another username."
    LinkInvalid BAD_REQUEST "link-invalid" "Invalid link"
        "The link was already used, has expired, became invalid through a later change of the account, or was copied \
         incompletely. The server does not reveal the reason. Most links are valid for 30 minutes. Request a new link."
    TokenMissing UNAUTHORIZED "token-missing" "Not signed in"
        "The request has no access token. Log in, and send the token in the Authorization header with the Bearer scheme."
    TokenInvalid UNAUTHORIZED "token-invalid" "Invalid access token"
        "The access token is malformed, was altered, or was not issued by this server. Log in again."
    TokenExpired UNAUTHORIZED "token-expired" "Access token expired"
        "The access token has expired. Refresh it, and send the request again."
    TokenRevoked UNAUTHORIZED "token-revoked" "Session ended"
        "The session of the access token has ended. Possible reasons are a logout, a reused refresh token, a change of the \
         password, a revocation, or a deleted or deactivated account. Log in again."
    InvalidCredentials UNAUTHORIZED "invalid-credentials" "Wrong username or password"
        "No account has this username and password; the server does not reveal which of the two is wrong. If the \
         request confirms an action with a password, only the password is wrong. Check the values, and try again."
    RefreshInvalid UNAUTHORIZED "refresh-invalid" "Invalid refresh token"
        "The refresh token is unknown or has expired, or its session has ended. Log in again."
    RefreshSuperseded UNAUTHORIZED "refresh-superseded" "Refresh token replaced"
        "Another tab or process of this client has refreshed the session and already uses its new access token. The \
         session is still active: read the newest refresh token from the cookie or from storage, and retry once. More \
         than 10 seconds after the new tokens were first used, the old token is treated as stolen and ends the \
         session."
    RefreshReused UNAUTHORIZED "refresh-reused" "Refresh token reused"
        "The refresh token had already been replaced, and its successor was used, or the token was replaced before it \
         was used. The token may have been stolen, so the session was ended. Log in again. If you do not recognize the \
         activity, change your password."
    AccountInactive FORBIDDEN "account-inactive" "Account inactive"
        "The password is correct, but the account is deactivated. Ask the operator of the server to activate it."
    EmailNotVerified FORBIDDEN "email-not-verified" "E-mail address not verified"
        "The password is correct, but the e-mail address of the account is not verified yet. Open the link in the e-mail \
         that the server sent to the address, then log in again. Each attempt to log in requests another e-mail, at most 3 \
         per hour. If the address is not verified within 7 days after the first e-mail was sent, the account is deleted."
    NotAuthorized FORBIDDEN "not-authorized" "Not authorized"
        "The path names another user. Use the ID of your own account."
    OriginNotAllowed FORBIDDEN "origin-not-allowed" "Origin not allowed"
        "A web page of another origin sent this request or its preflight request. The server does not allow the \
         origin, the method or a header of the request. If the origin is not allowed, the operator of the server can \
         add it to ALLOWED_ORIGINS, or set PUBLIC_URL to the address of the server."
    PasswordRequired FORBIDDEN "password-required" "Password required"
        "This action requires the password, because the login was more than 10 minutes ago. Send the same request \
         again with the password of the account as `password` in a JSON body, or log in again first."
    RegistrationDisabled FORBIDDEN "registration-disabled" "Registration disabled"
        "This server does not allow registration. Ask its operator for an account."
    MailDisabled FORBIDDEN "mail-disabled" "E-mail disabled"
        "This server does not send e-mail, so it can't send links. Ask the operator of the server to set a new password, \
         or to configure e-mail (MAIL_URL)."
    TaskNotFound NOT_FOUND "task-not-found" "Task not found"
        "You have no task with this ID, or the task was deleted. Check the ID, or list your tasks."
    SessionNotFound NOT_FOUND "session-not-found" "Session not found"
        "You have no active session with this ID; the session may have ended. List your sessions to see the active \
         sessions."
    RouteNotFound NOT_FOUND "route-not-found" "Not found"
        "The server has no resource at this path. The API documentation lists all paths."
    MethodNotAllowed METHOD_NOT_ALLOWED "method-not-allowed" "Method not allowed"
        "The path exists, but does not support this method. The Allow header lists the supported methods."
    RequestTimeout REQUEST_TIMEOUT "request-timeout" "Request body too slow"
        "The request body was missing or arrived too slowly, so the server stopped waiting for it. Nothing was done. \
         Send the request again."
    EmailUnavailable CONFLICT "email-unavailable" "E-mail address no longer available"
        "The link is valid, but another account has taken the e-mail address since the link was sent. Nothing was changed. \
         Choose another address."
    TransitionNotAllowed CONFLICT "transition-not-allowed" "Status change not allowed"
        "The workflow of this server does not allow this status change. The member `allowed` lists the statuses that \
         the task can change to."
    TaskQuotaExceeded CONFLICT "task-quota-exceeded" "Task quota exceeded"
        "With this change, the account would have more tasks than this server allows. Delete some tasks first."
    StorageQuotaExceeded CONFLICT "storage-quota-exceeded" "Storage quota exceeded"
        "With this change, the account would use more storage than this server allows. The quota covers tasks and, for \
         24 hours, the stored responses of requests with an Idempotency-Key. Deleted tasks also count, but the server \
         purges them if a write needs their storage. Delete or shorten tasks; both are always possible."
    IdempotencyKeyInUse CONFLICT "idempotency-key-in-use" "Idempotency key in use"
        "The first request with this Idempotency-Key is still in progress. Send the same request again after the \
         number of seconds in Retry-After to get its response."
    NotDeleted CONFLICT "not-deleted" "Task not deleted"
        "The task exists and was not deleted, or was already restored. Get the task to see its current state."
    SyncCursorExpired GONE "sync-cursor-expired" "Sync cursor expired"
        "The cursor is too old, so the server can no longer report all deletions after it, or the cursor does not \
         belong to this database. Start again with since=0, and replace the local copy with the result."
    RestoreWindowExpired GONE "restore-window-expired" "Restore window expired"
        "A deleted task can be restored for 30 days. This task was deleted more than 30 days ago. Create a new task \
         instead."
    PreconditionFailed PRECONDITION_FAILED "precondition-failed" "Task version changed"
        "The task is no longer at the version in If-Match. Get the task again, and decide based on its current state. \
         The member `current_version` contains its current version."
    PayloadTooLarge PAYLOAD_TOO_LARGE "payload-too-large" "Request body too large"
        "The request body exceeds the limit of this route. The detail states the limit."
    UriTooLong URI_TOO_LONG "uri-too-long" "URL too long"
        "The path and query exceed the limit. The detail states the limit."
    UnsupportedMediaType UNSUPPORTED_MEDIA_TYPE "unsupported-media-type" "Unsupported media type"
        "The Content-Type is missing, repeated or not supported by this route, or the body is compressed or not in \
         UTF-8. The detail lists the supported types."
    ValidationFailed UNPROCESSABLE_ENTITY "validation-failed" "Validation failed"
        "The request contains invalid values. The member `errors` lists at most 100 errors, each with its \
         position."
    MalformedJson UNPROCESSABLE_ENTITY "malformed-json" "Malformed JSON"
        "The request body must be valid JSON in UTF-8 (RFC 8259): one object, or for an import also a list."
    ConflictingStatus UNPROCESSABLE_ENTITY "conflicting-status" "Conflicting status"
        "`status` and `is_completed` contradict each other. Send only one of them."
    IdempotencyKeyReused UNPROCESSABLE_ENTITY "idempotency-key-reused" "Idempotency key reused"
        "This Idempotency-Key was used for a different request within the last 24 hours. Two requests are the same if \
         their method, path, query, If-Match and body are identical, byte for byte. The query parameters `t`, `ts` and \
         all names that begin with `_` do not count. Use a new key for each operation."
    ResponseTooLarge UNPROCESSABLE_ENTITY "answer-too-large" "Response too large to store"
        "The response to a request with an Idempotency-Key is stored for 24 hours, but the response to this request \
         exceeds the limit: the titles, descriptions and tags of its tasks may contain at most 256 KiB in total. \
         Nothing was done. Send fewer operations per request, or omit the key."
    RateLimited TOO_MANY_REQUESTS "rate-limited" "Too many requests"
        "The client has exceeded a limit: requests per time, wrong passwords, open streams, concurrent uploads, \
         searches or unread responses. Retry after the number of seconds in Retry-After. If present, the headers \
         RateLimit-Policy and RateLimit contain the limit and the remaining quota."
    HeadersTooLarge REQUEST_HEADER_FIELDS_TOO_LARGE "headers-too-large" "Header fields too large"
        "The header fields exceed the limit in number or size. Cookies of other applications on the same host are \
         often the cause; delete these cookies."
    Internal INTERNAL_SERVER_ERROR "internal" "Internal error"
        "An unexpected error occurred on the server. Report it to the operator with the `request_id`, which the server \
         log contains."
    Unavailable SERVICE_UNAVAILABLE "unavailable" "Service unavailable"
        "The server cannot handle the request at the moment, and nothing was done. Retry after the number of seconds in \
         Retry-After."
    OutcomeUnknown GATEWAY_TIMEOUT "outcome-unknown" "Outcome unknown"
        "The connection to the database failed during the write, or the write timed out, so the request may or may not \
         have taken effect. The server also reports this problem if an earlier request with the same \
         Idempotency-Key took effect, but the stored response cannot be read. Check the current state before you send \
         the request again."
}

impl Code {
    /// Returns whether to close the connection. Unread parts of the request could otherwise be parsed as the next
    /// request.
    pub(super) fn closes_connection(self) -> bool {
        matches!(
            self,
            Self::PayloadTooLarge | Self::RequestTimeout | Self::UriTooLong | Self::HeadersTooLarge
        )
    }
}
