//! Every problem that the API can report: its status, what it is called, and what one can do about it.

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

            /// The last segment of the problem's type.
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

            /// What happened and what to do, for the page that documents the problem.
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
        "The request could not be read as HTTP of the expected form. The detail says which part."
    EmailTaken BAD_REQUEST "email-taken" "E-mail address taken"
        "Another account has this e-mail address, in whatever case. Log in instead, or use another address."
    UsernameTaken BAD_REQUEST "username-taken" "Username taken"
        "Another account has this username, or one that differs from it in case or form alone. Choose another one."
    TokenMissing UNAUTHORIZED "token-missing" "Not signed in"
        "The request carries no access token. Log in, and send it as `Authorization: Bearer <token>`."
    TokenInvalid UNAUTHORIZED "token-invalid" "Access token not valid"
        "The access token was not issued by this server, or was altered. Log in again."
    TokenExpired UNAUTHORIZED "token-expired" "Access token expired"
        "The access token is past its end. Refresh it, and send the request again."
    TokenRevoked UNAUTHORIZED "token-revoked" "Session ended"
        "The session of the access token has ended: by a logout, a reused refresh token, a change of the password, or \
         because the account is gone. Log in again."
    InvalidCredentials UNAUTHORIZED "invalid-credentials" "Wrong name or password"
        "There is no account with this name and this password; which of the two is wrong is not told. Or what you are \
         about to do asks for your password once more, and that was not it."
    RefreshInvalid UNAUTHORIZED "refresh-invalid" "Refresh token not valid"
        "The refresh token is unknown, has expired, or its session has ended. Log in again."
    RefreshSuperseded UNAUTHORIZED "refresh-superseded" "Refresh token replaced"
        "Another tab or process of this client refreshed a moment ago, and the access token it received is in use. The \
         session is alive: read the cookie or the stored refresh token again, and repeat the request once. Presented \
         later than 10 seconds after the replacement, the same token counts as stolen and ends the session."
    RefreshReused UNAUTHORIZED "refresh-reused" "Refresh token used twice"
        "A refresh token came back after its successor had been used. Two parties seem to hold it, so the session was \
         ended. Log in again; if it was not you, change the password."
    AccountInactive FORBIDDEN "account-inactive" "Account inactive"
        "The password is right, but the account was deactivated. Ask whoever runs the server."
    NotAuthorized FORBIDDEN "not-authorized" "Not authorized"
        "The user in the path is not the one who is signed in. Use the id of your own account."
    OriginNotAllowed FORBIDDEN "origin-not-allowed" "Origin not allowed"
        "A web page of another origin sent or announced this request, and this server does not let such pages do it. Who \
         runs the server can list the page's origin in ALLOWED_ORIGINS, or name the server's own in PUBLIC_URL."
    PasswordRequired FORBIDDEN "password-required" "Password required"
        "What you are about to do could take the account away from its owner, and you logged in more than 10 minutes ago. \
         Send the same request again with the password of the account as the member `password` of a JSON body, or log in \
         again first."
    RegistrationDisabled FORBIDDEN "registration-disabled" "Registration disabled"
        "This server does not let people register themselves. Ask whoever runs it for an account."
    TaskNotFound NOT_FOUND "task-not-found" "Task not found"
        "There is no such task among yours; it may have been deleted."
    SessionNotFound NOT_FOUND "session-not-found" "Session not found"
        "There is no such session among yours; it may have ended. The list of sessions shows those that are live."
    RouteNotFound NOT_FOUND "route-not-found" "Not found"
        "Nothing is served under this path. The documentation lists what is."
    MethodNotAllowed METHOD_NOT_ALLOWED "method-not-allowed" "Method not allowed"
        "The path exists, but not for this method. The header Allow lists those it has."
    RequestTimeout REQUEST_TIMEOUT "request-timeout" "Body too slow"
        "The body did not come, or came too slowly, so the server did not wait for the rest of it. Nothing was done; \
         send the request again."
    TransitionNotAllowed CONFLICT "transition-not-allowed" "Status change not allowed"
        "The workflow of this server has no such move. The member allowed lists the statuses that the task can go to."
    TaskQuotaExceeded CONFLICT "task-quota-exceeded" "Too many tasks"
        "The account has as many tasks as this server allows. Delete some first."
    StorageQuotaExceeded CONFLICT "storage-quota-exceeded" "Storage full"
        "The account stores as much as this server allows. Live tasks count, and so do the stored responses of requests with \
         an Idempotency-Key, which go after 24 hours; deleted tasks were removed already as far as needed. Delete tasks or \
         shorten them; both always work."
    IdempotencyKeyInUse CONFLICT "idempotency-key-in-use" "Idempotency key in use"
        "The first request with this Idempotency-Key is still being carried out. Send the same request again after as many \
         seconds as Retry-After says, and you get its answer."
    NotDeleted CONFLICT "not-deleted" "Task not deleted"
        "The task was not deleted, or was restored already, so there is nothing to restore. Read it to see what it is now."
    SyncCursorExpired GONE "sync-cursor-expired" "Changes not known any more"
        "Tasks that were deleted since you last asked for changes may have been forgotten, or the number is greater than \
         any of this database. Ask again with since=0, and replace what you have with what you get."
    RestoreWindowExpired GONE "restore-window-expired" "Deleted too long ago"
        "A deleted task can be restored for 30 days. This one was deleted longer ago; create it anew."
    PreconditionFailed PRECONDITION_FAILED "precondition-failed" "The task has changed"
        "The task was changed since the version in If-Match. Read it again, and decide on what it is now; the member \
         current_version says which version that is."
    PayloadTooLarge PAYLOAD_TOO_LARGE "payload-too-large" "Body too large"
        "The body is larger than this route takes. The detail says how large it may be."
    UriTooLong URI_TOO_LONG "uri-too-long" "URL too long"
        "The path and the query are longer than any call needs. The detail says how long they may be."
    UnsupportedMediaType UNSUPPORTED_MEDIA_TYPE "unsupported-media-type" "Unsupported media type"
        "The body has no Content-Type, or one that this route does not read. The detail says which it reads."
    ValidationFailed UNPROCESSABLE_ENTITY "validation-failed" "Validation failed"
        "Something in the request is not as it must be. The member errors lists every fault and where it is."
    MalformedJson UNPROCESSABLE_ENTITY "malformed-json" "Malformed JSON"
        "The body is not one JSON object in UTF-8 (RFC 8259)."
    ConflictingStatus UNPROCESSABLE_ENTITY "conflicting-status" "Conflicting status"
        "status and is_completed both differ from what is stored, and contradict each other. Send one of them."
    IdempotencyKeyReused UNPROCESSABLE_ENTITY "idempotency-key-reused" "Idempotency key used twice"
        "This Idempotency-Key came with another request within the last 24 hours. Two requests are the same if method, path, \
         query and If-Match are, byte for byte, and the body too where the route takes one. Make a new key for each thing that you want done."
    AnswerTooLarge UNPROCESSABLE_ENTITY "answer-too-large" "Answer too large to be kept"
        "What is answered to a request with an Idempotency-Key is kept for 24 hours, and its tasks may hold 256 KiB of \
         titles, descriptions and tags together. Nothing was done; send fewer operations at once, or no key."
    RateLimited TOO_MANY_REQUESTS "rate-limited" "Too many requests"
        "This was asked more often than the server allows. Try again after as many seconds as Retry-After says; the headers \
         RateLimit-Policy and RateLimit say how much is allowed, and how much is left."
    HeadersTooLarge REQUEST_HEADER_FIELDS_TOO_LARGE "headers-too-large" "Header fields too large"
        "The header fields are more, or larger, than any call needs. Often cookies of other programs on the same host \
         are the reason; delete them."
    Internal INTERNAL_SERVER_ERROR "internal" "Internal error"
        "Something went wrong that is not your fault. Report it with the request_id, by which it is found in the log."
    Unavailable SERVICE_UNAVAILABLE "unavailable" "Unavailable for now"
        "The server can't do this right now, and did nothing. Try again after as many seconds as Retry-After says."
    OutcomeUnknown GATEWAY_TIMEOUT "outcome-unknown" "Outcome unknown"
        "The connection to the database was lost during the write, or the write took too long, so nobody knows yet \
         whether it was done; or it was done before, and the answer of that time can't be read. Read before you send it \
         again."
}

impl Code {
    /// The rest of the request may still be on its way, and could be mistaken for the next request.
    pub(super) fn closes_connection(self) -> bool {
        matches!(
            self,
            Self::PayloadTooLarge | Self::RequestTimeout | Self::UriTooLong | Self::HeadersTooLarge
        )
    }
}
