// Generated from openapi.json by `npm run types`. Do not edit.

export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List public keys
         * @description Returns the public keys with which other services can verify access tokens, as a JSON Web Key Set (RFC 7517). The
         *     set contains the current signing key and, around a key rotation, also the previous or the next key.
         */
        get: operations["read_public_keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in (todo client)
         * @description Works like the login of v1. The tokens are valid for the v1 routes and the todo routes.
         */
        post: operations["todo_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register an account (todo client)
         * @description Creates an account. The username is derived from the part of the e-mail address before the `@`. An e-mail address
         *     that another account gave up is reserved for 30 days, and is reported as taken.
         */
        post: operations["todo_register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/email/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resend the verification e-mail
         * @description Sends another e-mail with a link to verify the pending e-mail address or, without a pending address, the e-mail
         *     address of the account. Sends nothing if the address is verified. Earlier links stay valid. An account gets at most
         *     3 such e-mails per hour.
         */
        post: operations["resend_verification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/email/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo a change of the e-mail address
         * @description Restores the previous e-mail address with the token of the link that was sent to it after the change. An attacker
         *     may have made the change. So all sessions end, all other links become invalid, and the password stops working. The
         *     server sends an e-mail with a link to set a new password to the restored address.
         */
        post: operations["undo_email_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/email/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify an e-mail address
         * @description Verifies an e-mail address with the token of the link that was sent to it. A pending address becomes the e-mail
         *     address of the account. The previous address then gets an e-mail with a link that undoes the change for 7 days.
         */
        post: operations["verify_email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export account data
         * @description Returns all data about the account, except the password hash and tokens, as one JSON document. The document is not a
         *     snapshot: data that changes during the export appears in its old or new state. If the export fails, the server
         *     closes the connection, so a response that ends normally is complete. An export can take up to 6 hours and ends early
         *     if the session ends.
         */
        get: operations["export_account"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in
         * @description Opens a session and returns its tokens. Accepts the OAuth2 password form or the same members as JSON. `username` can
         *     also be an e-mail address.
         *
         *     With `transport=cookie`, the refresh token is set as a cookie and omitted from the response body. Scripts cannot
         *     read the cookie, and browsers send it only to the `/auth` routes. The name of the cookie is
         *     `__Secure-refresh-<port>` for pages served over HTTPS, and `refresh-<port>` for pages served over plain HTTP. For
         *     the default port, `-<port>` is omitted.
         *
         *     The cookie is `SameSite=Strict`, so pages of another site cannot use it, even if their origin is allowed. Such pages
         *     must store the refresh token themselves. With `transport=cookie`, the server rejects a request whose `Origin` is
         *     neither its own origin nor an allowed origin.
         */
        post: operations["log_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log out
         * @description Ends the session of the access token, of the refresh token in the body, or of both. Repeating a logout has no
         *     effect. If the body contains no token, the server uses and clears the refresh token cookie. This requires an
         *     `Origin` that is this server's origin or an allowed origin. The response instructs browsers to clear their cache and
         *     storage for this server.
         */
        post: operations["log_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the current user */
        get: operations["read_me"];
        put?: never;
        post?: never;
        /**
         * Delete the current user
         * @description Permanently deletes the account with all its tasks and sessions. Requires `password` unless the session was opened
         *     by a login within the last 10 minutes. The e-mail address and the username can be registered again after 30 days.
         */
        delete: operations["delete_account"];
        options?: never;
        head?: never;
        /**
         * Update the current user
         * @description Updates the members that the body contains. Absent members remain unchanged. Changing the e-mail address or the
         *     username requires `password` unless the session was opened by a login within the last 10 minutes. Such a change also
         *     counts against the rate limit for registrations, because the response reveals whether the address or username is
         *     taken. The previous address or username stays reserved for this account for 30 days.
         *
         *     If the server sends e-mail, the user must verify a new e-mail address first. The response contains the address as
         *     `pending_email`, and the server sends a link to it. The address becomes `email` if the user opens the link within 30
         *     minutes.
         */
        patch: operations["change_profile"];
        trace?: never;
    };
    "/api/v1/auth/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change the password
         * @description Changes the password, ends all other sessions of the user, and cancels a pending e-mail address.
         */
        put: operations["change_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me/pending-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Cancel a change of the e-mail address
         * @description Removes the pending e-mail address, and invalidates the links that were sent to it. Has no effect if no change is
         *     pending.
         */
        delete: operations["cancel_email_change"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password/forgot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Request a password reset
         * @description Sends an e-mail with a link to set a new password, if an active account has this e-mail address or username. The
         *     response is the same for every name, and is sent before the server looks up the account. The link is valid for 30
         *     minutes after the e-mail was sent. Earlier links stay valid. An account gets at most 3 such e-mails per hour.
         */
        post: operations["forgot_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset the password
         * @description Sets a new password with the token of a link from an e-mail. Ends all sessions of the account, removes a pending
         *     e-mail address, and invalidates all other links except links that undo a change of the address. The e-mail address
         *     counts as verified, because the link was sent to it. If the request contains the refresh token cookie of the account,
         *     the response clears the cookie.
         */
        post: operations["reset_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh tokens
         * @description Returns a new access token and a new refresh token for the session. The old refresh token remains valid until the
         *     new refresh token is first used, so a client that did not receive the response can retry. After that, presenting the
         *     old token ends the session with `refresh-reused`.
         *
         *     The old token becomes invalid earlier if the client uses the cookie, or has presented a token that a refresh
         *     returned. In both cases, the old token is only valid until an access token issued with the new refresh token is
         *     first used. For 10 seconds after this first use, a request with the old token gets `refresh-superseded`, and the
         *     session remains active, because another tab of the client may have refreshed first. After `refresh-superseded`, read
         *     the newest token from the cookie or from storage, and retry once.
         *
         *     If the body contains a token, the cookie is ignored. Otherwise the server uses the cookie and returns the new
         *     refresh token only as a cookie. This requires an `Origin` that is this server's origin or an allowed origin.
         */
        post: operations["refresh_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register an account
         * @description Creates an account. Log in afterwards to get tokens. An e-mail address or username that another account gave up is
         *     reserved for 30 days, and is reported as taken.
         *
         *     If `email_verification` of `GET /server` is `required`, the server sends an e-mail with a link to the address. The
         *     user can log in after opening the link. If no such link is opened within 7 days after the first e-mail was sent, the
         *     account is deleted.
         */
        post: operations["register_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sessions
         * @description Lists the active sessions of the user, most recently used first. Sessions with the same time of use are ordered by
         *     descending ID. Logins and refreshes count as use. A user has at most 50 active sessions; a further login ends the
         *     least recently used session.
         */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        /**
         * Revoke all other sessions
         * @description Ends all sessions of the user except the current session. Requires `password` unless the current session was opened
         *     by a login within the last 10 minutes.
         */
        delete: operations["end_other_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a session
         * @description Ends a session. The tokens of the session stop working immediately. Ending any session except the caller's requires
         *     `password`, unless the caller's session was opened by a login within the last 10 minutes.
         */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get server information
         * @description Returns the features and limits of this server, so that clients can hide features that are turned off. Requires no
         *     access token. The response can be cached for 60 seconds.
         */
        get: operations["read_server"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tasks
         * @description Tasks are sorted by creation time, newest first, unless `sort` is set. Tasks that are equal under `sort` are ordered
         *     by ID in the same direction.
         *
         *     To read all tasks, follow the `Link` header until it is absent. Without `skip`, a task that exists and does not change
         *     during the listing appears exactly once, even if other tasks are created, changed or deleted meanwhile. A page
         *     contains at most about 1 MiB of text, so a page that is not the last can contain fewer than `limit` tasks. This size
         *     limit does not apply if `skip` is set.
         */
        get: operations["list_tasks"];
        put?: never;
        /** Create a task */
        post: operations["create_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a batch of operations
         * @description Runs up to 100 operations in order. If an operation fails, no operation takes effect. The response is then the error
         *     of the failed operation, and `errors` contains the index of that operation.
         */
        post: operations["batch_tasks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List task changes
         * @description Returns the changes that a client needs to update its copy of the tasks. Start with `since=0`, and apply the changes
         *     in order. Then repeat the request with `since` set to `next` of the response, without a pause while `has_more` is
         *     true. A response contains at most about 1 MiB of text, so it can contain fewer than `limit` changes.
         */
        get: operations["list_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export tasks
         * @description Returns all tasks as one file, oldest first. The file is not a snapshot: a task that changes during the export
         *     appears in its old or new state. If the export fails, the server closes the connection, so a response that ends
         *     normally is complete. An export can take up to 6 hours and ends early if the session ends. JSON and CSV files can be
         *     imported again.
         */
        get: operations["export_tasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import tasks
         * @description Imports a JSON or CSV file from this server or from another program. The file can have at most 8 MiB and 10,000 tasks. If a task is invalid, no task is added, and `errors` contains the first 100 errors, each with the index (JSON) or line (CSV) of its task. A task is skipped if an existing task has the same value in every member that clients can set, so importing a file a second time adds no tasks.
         *
         *     **CSV.** Columns can be in any order. Their names are matched regardless of case, with spaces, `_` or `-` between words: `title` (or `name`, `task`, `task name`, `content`, `subject`, `summary`), `description` (or `notes`, `note`, `details`), `status`, `done` (or `completed`, `is completed`), `due date` (or `due`, `date`, `deadline`), `priority`, `tags` (or `labels`, `categories`, `tag`). Only a title is required. `ignored_columns` in the response lists the columns that were not imported. The separator can be `,`, `;` or a tab.
         */
        post: operations["import_tasks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream task changes
         * @description Sends task changes as server-sent events. The stream starts with the next change or, if the request has a
         *     `Last-Event-ID`, after that event. The first event is `ready`; its data is `{}`, and its ID is the position to
         *     resume from. A `task.upsert` event contains the current state of a task, and a `task.delete` event contains the `id`
         *     of a deleted task. To resume, send the ID of the last event as `Last-Event-ID`, or as `since` to `/tasks/changes`.
         *     The server sends a comment as a heartbeat every 15 seconds. The stream ends when the access token expires or the
         *     session ends.
         */
        get: operations["stream_tasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count tasks by status */
        get: operations["summarize_tasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/workflow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the workflow
         * @description Returns the statuses of a task and the status changes that this server allows.
         */
        get: operations["read_workflow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a task */
        get: operations["read_task"];
        /**
         * Update a task
         * @description Updates the members that the body contains. Absent members remain unchanged.
         */
        put: operations["put_task"];
        post?: never;
        /** Delete a task */
        delete: operations["delete_task"];
        options?: never;
        head?: never;
        /**
         * Update a task
         * @description Updates the members that the body contains. Absent members remain unchanged.
         */
        patch: operations["edit_task"];
        trace?: never;
    };
    "/api/v1/tasks/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore a deleted task
         * @description Restores a task that was deleted at most 30 days ago.
         */
        post: operations["restore_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/{user_id}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List todos
         * @description Lists the tasks of the user, newest first. Without parameters, all tasks are returned.
         */
        get: operations["todo_list"];
        put?: never;
        /** Create a todo */
        post: operations["todo_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/{user_id}/tasks/{task_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a todo */
        get: operations["todo_read"];
        /**
         * Update a todo
         * @description Updates the members that the body contains. Absent members remain unchanged.
         */
        put: operations["todo_edit"];
        post?: never;
        /** Delete a todo */
        delete: operations["todo_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/{user_id}/tasks/{task_id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Toggle a todo
         * @description Completes an open task or reopens a completed task. Each request toggles the task, so two concurrent requests
         *     cancel each other out, unless they have the same `Idempotency-Key`.
         */
        patch: operations["todo_toggle"];
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the server name and version
         * @description Returns the name and version of the server without accessing the database.
         */
        get: operations["read_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check liveness
         * @description Returns 200 while the process can handle requests. Does not access the database.
         */
        get: operations["read_liveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check readiness
         * @description The server is ready if the database responds within 1 second, the database schema is up to date, and the server is
         *     not shutting down. The result is cached for up to 1 second. A server that cannot reach Redis is ready with the
         *     status `degraded`.
         */
        get: operations["read_readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @example {
         *       "operations": [
         *         {
         *           "op": "create",
         *           "task": {
         *             "title": "Buy milk"
         *           }
         *         }
         *       ]
         *     }
         */
        Batch: {
            operations: components["schemas"]["TaskOperation"][];
        };
        BatchResult: {
            /**
             * Format: int32
             * @description HTTP status of the operation: 201 created, 200 updated, 204 deleted.
             * @example 201
             */
            status: number;
            /** @description The task after the operation. Absent after a deletion. */
            task?: components["schemas"]["Task"];
        };
        /**
         * @example {
         *       "results": [
         *         {
         *           "status": 204
         *         }
         *       ]
         *     }
         */
        BatchResults: {
            results: components["schemas"]["BatchResult"][];
        };
        Change: {
            /** Format: int64 */
            seq: number;
            task: components["schemas"]["Task"];
            /** @enum {string} */
            type: "upsert";
        } | {
            /** Format: int64 */
            id: number;
            /** Format: int64 */
            seq: number;
            /** @enum {string} */
            type: "delete";
        };
        /**
         * @example {
         *       "changes": [
         *         {
         *           "id": 4,
         *           "seq": 9,
         *           "type": "delete"
         *         }
         *       ],
         *       "has_more": false,
         *       "next": 9
         *     }
         */
        Changes: {
            /** @description The changes in ascending order of `seq`. Each task appears at most once, in its current state. */
            changes: components["schemas"]["Change"][];
            /** @description Whether more changes are available now. */
            has_more: boolean;
            /**
             * Format: int64
             * @description Cursor to send as `since` in the next request. Store it unchanged; it may differ from the `seq` of the last
             *     change.
             * @example 9
             */
            next: number;
        };
        /**
         * @description Confirms that the caller owns the account.
         * @example {
         *       "password": "correct horse"
         *     }
         */
        Confirmation: {
            /**
             * Format: password
             * @description Current password. Required unless the session was opened by a login within the last 10 minutes.
             */
            password?: string;
        };
        /**
         * @description `disabled`: the server sends no e-mail. `off`: users can verify their address, and a new address is verified before it
         *     replaces the old address. `required`: in addition, new users must verify their address before they can log in.
         * @enum {string}
         */
        EmailVerification: "disabled" | "off" | "required";
        /** @description All data about an account, except the password hash and tokens. */
        Export: {
            /** @description Idempotency keys used in the last 24 hours. */
            idempotency_keys: components["schemas"]["ExportedKey"][];
            /** @description Networks of recent logins. A network is purged 30 days after its last recorded login. */
            known_networks: components["schemas"]["ExportedNetwork"][];
            /** @description Active and ended sessions, ordered by ID. Ended sessions are included until they are purged. */
            sessions: components["schemas"]["ExportedSession"][];
            /** @description Tasks, ordered by ID. Deleted tasks are included until they are purged. */
            tasks: components["schemas"]["ExportedTask"][];
            user: components["schemas"]["ExportedUser"];
        };
        ExportedKey: {
            body: string;
            /** Format: date-time */
            created_at: string;
            key: string;
            /**
             * Format: int32
             * @description HTTP status of the stored response.
             */
            status: number;
        };
        /**
         * @example {
         *       "last_login_at": "2026-01-31T09:30:00.000000Z",
         *       "network": "192.0.2.0/24"
         *     }
         */
        ExportedNetwork: {
            /**
             * Format: date-time
             * @description Time of the last recorded login. The actual last login can be up to 24 hours later.
             */
            last_login_at: string;
            network: string;
        };
        ExportedSession: {
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description When the session was revoked, for example by a logout or a change of the password. Null if the session was not
             *     revoked.
             */
            ended_at?: string | null;
            /** Format: date-time */
            expires_at: string;
            id: string;
            ip?: string | null;
            last_ip?: string | null;
            /** Format: date-time */
            last_used_at: string;
            last_user_agent?: string | null;
            user_agent?: string | null;
        };
        ExportedTask: components["schemas"]["Task"] & {
            /** Format: date-time */
            deleted_at?: string | null;
        };
        ExportedTasks: {
            /**
             * @description File format. Always `tasklane-tasks`.
             * @example tasklane-tasks
             */
            format: string;
            /** @description The tasks, ordered by ID. */
            tasks: components["schemas"]["Task"][];
            /**
             * Format: int64
             * @description Version of the file format. It increases when older programs can no longer read the file.
             * @example 1
             */
            version: number;
        };
        ExportedUser: {
            /** Format: date-time */
            created_at: string;
            email: string;
            email_verified: boolean;
            /** Format: int64 */
            id: number;
            is_active: boolean;
            language: components["schemas"]["Language"];
            login_notices: boolean;
            name?: string | null;
            /** @description Address that replaces `email` when the user verifies it. */
            pending_email?: string | null;
            role: components["schemas"]["Role"];
            time_zone: string;
            /**
             * Format: date-time
             * @description When an operator last unlocked the account after too many wrong passwords.
             */
            unlocked_at?: string | null;
            /** Format: date-time */
            updated_at: string;
            username: string;
            /**
             * Format: date-time
             * @description When the account is deleted if `email` is not verified. In the year 9999 until the verification e-mail was sent.
             *     Null if no verification is required.
             */
            verification_due_at?: string | null;
        };
        /** @description A validation error and its position in the request. */
        Fault: {
            /**
             * @description Path to the invalid value: `body`, `path`, `query` or `header`, followed by member names, list indexes and, for
             *     CSV files, the line number.
             * @example [
             *       "body",
             *       "title"
             *     ]
             */
            loc: (string | number)[];
            /**
             * @description Description of the error, worded to follow the name of the member.
             * @example must not be blank
             */
            msg: string;
            /**
             * @description Machine-readable type of the error.
             * @example string_too_short
             */
            type: string;
        };
        /**
         * @example {
         *       "app": "Tasklane",
         *       "status": "ok",
         *       "version": "0.1.0"
         *     }
         */
        Health: {
            app: string;
            /**
             * @description `ok`, or `degraded` if the server cannot reach Redis. A degraded server handles requests, but its rate limits do
             *     not count requests to other replicas.
             */
            status: string;
            version: string;
        };
        /**
         * @description An exported file, or a list of tasks.
         * @example {
         *       "tasks": [
         *         {
         *           "due_date": "2026-02-28",
         *           "tags": [
         *             "home"
         *           ],
         *           "title": "Buy milk"
         *         }
         *       ]
         *     }
         */
        Import: {
            format?: string;
            tasks: components["schemas"]["NewTask"][];
            /** Format: int64 */
            version?: number;
        } | components["schemas"]["NewTask"][];
        /** @description The result of an import. */
        Imported: {
            /**
             * @description Number of tasks added.
             * @example 12
             */
            created: number;
            /** @description Whether this was a dry run, which stores no tasks. */
            dry_run: boolean;
            /**
             * @description Columns of a CSV file, or members of the tasks in a JSON file, that were not imported. At most 100 names.
             * @example [
             *       "Project"
             *     ]
             */
            ignored_columns: string[];
            /**
             * @description Number of tasks that already existed.
             * @example 0
             */
            unchanged: number;
        };
        /**
         * @example {
         *       "alg": "EdDSA",
         *       "crv": "Ed25519",
         *       "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
         *       "kty": "OKP",
         *       "use": "sig",
         *       "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
         *     }
         */
        Jwk: {
            /** @description Signature algorithm: `EdDSA`, `ES256` or `RS256`. */
            alg: string;
            /** @description Curve of an `OKP` or `EC` key: `Ed25519` or `P-256`. */
            crv?: string | null;
            /** @description Public exponent of an `RSA` key, in base64url. */
            e?: string | null;
            /** @description Key ID: the SHA-256 thumbprint of the key (RFC 7638). It matches `kid` in the header of an access token. */
            kid: string;
            /** @description Key type: `OKP`, `EC` or `RSA`. It determines which of the other members are present. */
            kty: string;
            /** @description Modulus of an `RSA` key, in base64url. */
            n?: string | null;
            /** @description Intended use. Always `sig`. */
            use: string;
            /** @description X coordinate of an `EC` key, or the public key of an `OKP` key, in base64url. */
            x?: string | null;
            /** @description Y coordinate of an `EC` key, in base64url. */
            y?: string | null;
        };
        /** @description A JSON Web Key Set (RFC 7517). */
        JwkSet: {
            /** @description The public keys. Empty if access tokens are signed with a shared secret, because the secret is not published. */
            keys: components["schemas"]["Jwk"][];
        };
        /**
         * @description Language tag (BCP 47).
         * @enum {string}
         */
        Language: "en" | "es" | "de";
        /**
         * @example {
         *       "token": "tll_00000000001…"
         *     }
         */
        Link: {
            /** @description Token of the link, the part after `#token=`. */
            token: string;
        };
        /**
         * @description Credentials, as the OAuth2 password form or as JSON. `grant_type`, `scope`, `client_id` and `client_secret` are
         *     ignored.
         * @example {
         *       "password": "correct horse",
         *       "username": "ada"
         *     }
         */
        Login: {
            /** @description E-mail address. Used only if `username` is absent. */
            email?: string;
            /** Format: password */
            password: string;
            /** @description Username or e-mail address, regardless of case. */
            username?: string;
        };
        /**
         * @example {
         *       "refresh_token": "AQAAAAAAAAAB…"
         *     }
         */
        Logout: {
            /** @description Refresh token of the session to end. */
            refresh_token?: string | null;
        };
        /**
         * @example {
         *       "description": "Two bottles",
         *       "due_date": "2026-02-28",
         *       "priority": "high",
         *       "tags": [
         *         "home"
         *       ],
         *       "title": "Buy milk"
         *     }
         */
        NewTask: {
            description?: string | null;
            /** Format: date */
            due_date?: string | null;
            priority?: components["schemas"]["Priority"];
            status?: components["schemas"]["Status"];
            /** @description Tags, 1 to 50 characters each. Duplicates are rejected. */
            tags?: string[];
            title: string;
        };
        /**
         * @example {
         *       "description": "Two bottles",
         *       "title": "Buy milk"
         *     }
         */
        NewTodo: {
            description?: string | null;
            title: string;
        };
        /**
         * @example {
         *       "current_password": "correct horse",
         *       "new_password": "battery staple"
         *     }
         */
        PasswordChange: {
            /**
             * Format: password
             * @description Current password.
             */
            current_password: string;
            /**
             * Format: password
             * @description New password. At least 8 characters, and at most 72 bytes in UTF-8.
             */
            new_password: string;
        };
        /**
         * @example {
         *       "new_password": "battery staple",
         *       "token": "tll_00000000001…"
         *     }
         */
        PasswordReset: {
            /**
             * Format: password
             * @description New password. At least 8 characters, and at most 72 bytes in UTF-8.
             */
            new_password: string;
            /** @description Token of the link, the part after `#token=`. */
            token: string;
        };
        /**
         * @example {
         *       "email": "ada@example.org"
         *     }
         */
        PasswordResetRequest: {
            /** @description E-mail address of the account, regardless of case. Used only if `username` is absent. */
            email?: string;
            /** @description Username or e-mail address of the account, regardless of case. */
            username?: string;
        };
        /** @enum {string} */
        Priority: "none" | "low" | "medium" | "high";
        /** @description An error response (RFC 9457). Some kinds of problems have additional members. */
        Problem: {
            /** @description Only with `transition-not-allowed`: the statuses that the task can change to. */
            allowed?: string[];
            /**
             * @description Machine-readable code of the problem.
             * @example validation-failed
             */
            code: string;
            /**
             * Format: int64
             * @description Only with `precondition-failed`: the current version of the task.
             */
            current_version?: number;
            /**
             * @description A sentence that can be shown to a user.
             * @example title: must not be blank
             */
            detail: string;
            /** @description At most 100 validation errors of the request. For a failed batch, `loc` contains the index of the failed operation. */
            errors?: components["schemas"]["Fault"][];
            /** @description Only with `transition-not-allowed`: the current status of the task. */
            from?: string;
            /**
             * @description ID of the request, the same as in `X-Request-ID`. The server log contains it.
             * @example 0b8f4e0c-4f6a-4f0e-9d6b-0f1f7f0b9a55
             */
            request_id: string;
            /**
             * Format: int32
             * @description HTTP status code, the same as in the status line.
             * @example 422
             */
            status: number;
            /** @example Validation failed */
            title: string;
            /** @description Only with `transition-not-allowed`: the requested status. */
            to?: string;
            /**
             * @description Path of the page that documents this kind of problem.
             * @example /problems/validation-failed
             */
            type: string;
        };
        /**
         * @description Members that are absent remain unchanged. `name` is cleared if it is null or blank.
         * @example {
         *       "name": "Ada Lovelace"
         *     }
         */
        ProfilePatch: {
            /**
             * Format: password
             * @description Former name of `password`. Ignored if `password` is present.
             */
            current_password?: string;
            /**
             * Format: email
             * @description New e-mail address, unique regardless of case. A change requires `password` unless the session was opened by a
             *     login within the last 10 minutes. Changing only the case never requires `password`.
             */
            email?: string;
            /** @description Language of e-mails. */
            language?: components["schemas"]["Language"];
            /**
             * @description Whether to send an e-mail after a login with a new client from a new network. Notices of changes to the account
             *     are always sent.
             */
            login_notices?: boolean;
            /** @description Display name. */
            name?: string | null;
            /**
             * Format: password
             * @description Current password. Used only if `email` or `username` changes.
             */
            password?: string;
            /** @description Time zone of times in e-mails, a name of the IANA time zone database such as `Europe/Berlin`. */
            time_zone?: string;
            /**
             * @description New username, unique regardless of case. Must not contain `@`. A change requires `password` under the same
             *     conditions as a change of `email`.
             */
            username?: string;
        };
        /**
         * @example {
         *       "refresh_token": "AQAAAAAAAAAB…"
         *     }
         */
        Refresh: {
            /** @description Refresh token. Omit it to use the refresh token cookie. */
            refresh_token?: string;
        };
        /**
         * @example {
         *       "email": "ada@example.org",
         *       "name": "Ada Lovelace",
         *       "password": "correct horse",
         *       "username": "ada"
         *     }
         */
        Registration: {
            /**
             * Format: email
             * @description E-mail address, unique regardless of case.
             */
            email: string;
            /** @description Language of e-mails. By default, the first supported language of `Accept-Language`, or `en`. */
            language?: components["schemas"]["Language"];
            /** @description Display name. */
            name?: string | null;
            /**
             * Format: password
             * @description Password. At least 8 characters, and at most 72 bytes in UTF-8.
             */
            password: string;
            /** @description Username, unique regardless of case. Must not contain `@`. */
            username: string;
        };
        /**
         * @description `open`: anyone can register an account. `closed`: only the operator creates accounts.
         * @enum {string}
         */
        RegistrationMode: "open" | "closed";
        /**
         * @description Permissions beyond the user's own account and tasks. No operation checks the role yet.
         * @enum {string}
         */
        Role: "user" | "admin";
        /**
         * @example {
         *       "email_verification": "required",
         *       "languages": [
         *         "en",
         *         "es",
         *         "de"
         *       ],
         *       "max_tasks_per_user": 10000,
         *       "name": "Tasklane",
         *       "password_min_length": 8,
         *       "password_reset": true,
         *       "registration": "open",
         *       "setup": false,
         *       "version": "0.1.0",
         *       "workflow": "open"
         *     }
         */
        Server: {
            email_verification: components["schemas"]["EmailVerification"];
            /** @description Languages of e-mails. */
            languages: components["schemas"]["Language"][];
            /**
             * Format: int32
             * @description Maximum number of tasks of an account. Deleted tasks are not counted.
             */
            max_tasks_per_user: number;
            /** @description Name of the server. */
            name: string;
            /** @description Minimum length of a password, in characters. */
            password_min_length: number;
            /** @description Whether users can reset a forgotten password by e-mail. */
            password_reset: boolean;
            registration: components["schemas"]["RegistrationMode"];
            /** @description Whether the server still needs its first administrator. Always `false` in this version. */
            setup: boolean;
            /** @description Version of the server. */
            version: string;
            /** @description Name of the workflow: `open`, `strict` or `custom`. `GET /tasks/workflow` returns its transitions. */
            workflow: string;
        };
        /**
         * @example {
         *       "created_at": "2026-01-31T09:30:00.000000Z",
         *       "current": true,
         *       "expires_at": "2026-05-01T09:30:00.000000Z",
         *       "id": "0b8f4e0c-4f6a-4f0e-9d6b-0f1f7f0b9a55",
         *       "ip": "192.0.2.1",
         *       "last_ip": "198.51.100.7",
         *       "last_used_at": "2026-02-01T08:00:00.000000Z",
         *       "last_user_agent": "Mozilla/5.0",
         *       "user_agent": "Mozilla/5.0"
         *     }
         */
        Session: {
            /** Format: date-time */
            created_at: string;
            /** @description Whether this is the session of the request. */
            current: boolean;
            /**
             * Format: date-time
             * @description When the session ends. A refresh does not extend the session.
             */
            expires_at: string;
            /** Format: uuid */
            id: string;
            /** @description IP address of the login. */
            ip?: string | null;
            /** @description IP address of the last refresh; null before the first refresh. */
            last_ip?: string | null;
            /**
             * Format: date-time
             * @description Time of the last login or refresh.
             */
            last_used_at: string;
            /** @description `User-Agent` of the last refresh; null before the first refresh. */
            last_user_agent?: string | null;
            /** @description `User-Agent` of the login. */
            user_agent?: string | null;
        };
        /** @enum {string} */
        Status: "pending" | "in_progress" | "completed";
        /**
         * @example {
         *       "completed_at": null,
         *       "created_at": "2026-01-31T09:30:00.000000Z",
         *       "description": null,
         *       "due_date": "2026-02-28",
         *       "id": 7,
         *       "is_completed": false,
         *       "owner_id": 1,
         *       "priority": "high",
         *       "status": "in_progress",
         *       "tags": [
         *         "home"
         *       ],
         *       "title": "Buy milk",
         *       "updated_at": "2026-01-31T10:00:00.000000Z",
         *       "version": 2
         *     }
         */
        Task: {
            /**
             * Format: date-time
             * @description When the task was completed; null if it is not completed.
             */
            completed_at?: string | null;
            /** Format: date-time */
            created_at: string;
            description?: string | null;
            /**
             * Format: date
             * @description Date without a time zone.
             */
            due_date?: string | null;
            /** Format: int64 */
            id: number;
            /** @description Whether `status` is `completed`. */
            is_completed: boolean;
            /** Format: int64 */
            owner_id: number;
            priority: components["schemas"]["Priority"];
            status: components["schemas"]["Status"];
            tags: string[];
            title: string;
            /**
             * Format: date-time
             * @description Time of the last change; null if the task was never changed.
             */
            updated_at?: string | null;
            /**
             * Format: int64
             * @description Version of the task. Increases by 1 with every change and is also the entity tag.
             */
            version: number;
        };
        /**
         * @description The fields of a server-sent event.
         * @example {
         *       "data": "{\"id\":4}",
         *       "event": "task.delete",
         *       "id": "7"
         *     }
         */
        TaskEvent: {
            /**
             * @description Data as JSON: `{}` for `ready`, the task for `task.upsert`, and an object with the `id` of the task for
             *     `task.delete`.
             */
            data: string;
            /** @description Type of the event: `ready`, `task.upsert` or `task.delete`. */
            event: string;
            /** @description ID of the event. Send it as `Last-Event-ID` to resume after this event. */
            id: string;
        };
        /** @description An operation of a batch. `op` selects its kind. */
        TaskOperation: {
            /** @enum {string} */
            op: "create";
            task: components["schemas"]["NewTask"];
        } | {
            /** Format: int64 */
            id: number;
            /**
             * Format: int64
             * @description Run the operation only if the task is at this version.
             */
            if_match?: number;
            /** @enum {string} */
            op: "update";
            patch: components["schemas"]["TaskPatch"];
        } | {
            /** Format: int64 */
            id: number;
            /**
             * Format: int64
             * @description Run the operation only if the task is at this version.
             */
            if_match?: number;
            /** @enum {string} */
            op: "delete";
        };
        /**
         * @description Members that are absent remain unchanged. A nullable member is cleared by null.
         * @example {
         *       "status": "completed"
         *     }
         */
        TaskPatch: {
            description?: string | null;
            /** Format: date */
            due_date?: string | null;
            /** @description `true` completes the task. `false` reopens a completed task. */
            is_completed?: boolean;
            priority?: components["schemas"]["Priority"];
            status?: components["schemas"]["Status"];
            /** @description Tags, 1 to 50 characters each. Duplicates are rejected. Replaces all tags of the task. */
            tags?: string[];
            title?: string;
        };
        /**
         * @example {
         *       "completed": 12,
         *       "in_progress": 1,
         *       "overdue": 2,
         *       "pending": 4,
         *       "total": 17
         *     }
         */
        TaskSummary: {
            /** Format: int64 */
            completed: number;
            /** Format: int64 */
            in_progress: number;
            /**
             * Format: int64
             * @description Number of tasks that are not completed and due before `today`.
             */
            overdue: number;
            /** Format: int64 */
            pending: number;
            /** Format: int64 */
            total: number;
        };
        /**
         * @example {
         *       "completed": false,
         *       "created_at": "2026-01-31T09:30:00.000000Z",
         *       "description": null,
         *       "id": 7,
         *       "title": "Buy milk",
         *       "updated_at": "2026-01-31T09:30:00.000000Z"
         *     }
         */
        Todo: {
            completed: boolean;
            /** Format: date-time */
            created_at: string;
            description?: string | null;
            /** Format: int64 */
            id: number;
            title: string;
            /** Format: date-time */
            updated_at: string;
        };
        /**
         * @example {
         *       "completed": true,
         *       "title": "Buy oat milk"
         *     }
         */
        TodoPatch: {
            completed?: boolean;
            description?: string | null;
            title?: string;
        };
        /**
         * @example {
         *       "email": "ada@example.org",
         *       "name": "Ada Lovelace",
         *       "password": "correct horse"
         *     }
         */
        TodoRegistration: {
            /**
             * Format: email
             * @description E-mail address, unique regardless of case.
             */
            email: string;
            name?: string | null;
            /**
             * Format: password
             * @description Password. At least 8 characters, and at most 72 bytes in UTF-8.
             */
            password: string;
        };
        /**
         * @example {
         *       "created_at": "2026-01-31T09:30:00.000000Z",
         *       "email": "ada@example.org",
         *       "id": 1,
         *       "name": "Ada Lovelace"
         *     }
         */
        TodoUser: {
            /** Format: date-time */
            created_at: string;
            email: string;
            /** Format: int64 */
            id: number;
            name?: string | null;
        };
        /**
         * @example {
         *       "access_token": "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJIUzI1NiIsImtpZCI6…",
         *       "expires_in": 1800,
         *       "refresh_token": "AQAAAAAAAAAB…",
         *       "token_type": "bearer"
         *     }
         */
        Token: {
            access_token: string;
            /**
             * Format: int64
             * @description Lifetime of the access token in seconds.
             */
            expires_in: number;
            /** @description Refresh token. Absent if it is set as a cookie. */
            refresh_token?: string;
            /** @description Token type. Always `bearer`. */
            token_type: string;
        };
        Transition: {
            /** @description Statuses from which this transition is allowed. */
            from: components["schemas"]["Status"][];
            /** @example start */
            name: string;
            to: components["schemas"]["Status"];
        };
        /**
         * @example {
         *       "created_at": "2026-01-31T09:30:00.000000Z",
         *       "email": "ada@example.org",
         *       "email_verified": true,
         *       "id": 1,
         *       "is_active": true,
         *       "language": "en",
         *       "login_notices": true,
         *       "name": "Ada Lovelace",
         *       "pending_email": null,
         *       "role": "user",
         *       "time_zone": "Europe/London",
         *       "username": "ada"
         *     }
         */
        User: {
            /** Format: date-time */
            created_at: string;
            /** @description E-mail address. */
            email: string;
            /** @description Whether the user has opened a link that was sent to `email`. */
            email_verified: boolean;
            /** Format: int64 */
            id: number;
            is_active: boolean;
            /** @description Language of e-mails. */
            language: components["schemas"]["Language"];
            /** @description Whether the user gets an e-mail after a login with a new client from a new network. */
            login_notices: boolean;
            name?: string | null;
            /** @description Address that replaces `email` when the user opens the link that was sent to it. */
            pending_email?: string | null;
            role: components["schemas"]["Role"];
            /** @description Time zone of times in e-mails, a name of the IANA time zone database. */
            time_zone: string;
            username: string;
        };
        /**
         * @example {
         *       "statuses": [
         *         "pending",
         *         "in_progress",
         *         "completed"
         *       ],
         *       "transitions": [
         *         {
         *           "from": [
         *             "pending"
         *           ],
         *           "name": "start",
         *           "to": "in_progress"
         *         }
         *       ]
         *     }
         */
        Workflow: {
            statuses: components["schemas"]["Status"][];
            /** @description The allowed status changes. A task may always keep its status. */
            transitions: components["schemas"]["Transition"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    read_public_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The public keys */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jwk-set+json": components["schemas"]["JwkSet"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    todo_login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
                "application/x-www-form-urlencoded": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description The tokens of the new session */
            200: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description `bad-request`: the request body is incomplete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid-credentials`: wrong username or password */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `account-inactive` or `email-not-verified`, only if the password is correct */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    todo_register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TodoRegistration"];
            };
        };
        responses: {
            /** @description The account was created */
            201: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TodoUser"];
                };
            };
            /** @description `email-taken`; `username-taken` if no similar username is available */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `registration-disabled`: this server does not allow registration */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resend_verification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request was accepted */
            202: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `mail-disabled`: this server does not send e-mail */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`: the query has an unknown parameter */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    undo_email_change: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Link"];
            };
        };
        responses: {
            /** @description The previous e-mail address was restored */
            204: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `link-invalid`: the link is unknown, expired or used; `bad-request`: the request body is incomplete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `email-unavailable`: another account has taken the address since the change */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verify_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Link"];
            };
        };
        responses: {
            /** @description The e-mail address was verified */
            204: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `link-invalid`: the link is unknown, expired or used; `bad-request`: the request body is incomplete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `email-unavailable`: another account has taken the address since the link was sent */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_account: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account data */
            200: {
                headers: {
                    /** @description `attachment` with a file name */
                    "Content-Disposition"?: string;
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`: the query has an unknown parameter */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_in: {
        parameters: {
            query?: {
                /** @description Set to `cookie` to receive the refresh token as a cookie */
                transport?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
                "application/x-www-form-urlencoded": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description The tokens of the new session */
            200: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description `bad-request`: the request body is incomplete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid-credentials`: wrong username or password */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `account-inactive` or `email-not-verified`, only if the password is correct; `origin-not-allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Logout"] | null;
            };
        };
        responses: {
            /** @description The session has ended, by this request or earlier */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: the request body is incomplete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `token-missing`: the request contains no token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `origin-not-allowed`: the page is not allowed to use the cookie */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The current user */
            200: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`: the query has an unknown parameter */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_account: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Confirmation"] | null;
            };
        };
        responses: {
            /** @description The account was deleted */
            204: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: the request body is incomplete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid-credentials`: wrong password; or `token-missing`, `token-invalid`, `token-expired`, `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `password-required`: send `password` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_profile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfilePatch"];
                "application/merge-patch+json": components["schemas"]["ProfilePatch"];
            };
        };
        responses: {
            /** @description The updated user */
            200: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `email-taken`; `username-taken`; `bad-request`: the request body is incomplete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid-credentials`: wrong current password; or `token-missing`, `token-invalid`, `token-expired`, `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `password-required`: send `password` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description The password was changed, and all other sessions were ended */
            204: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: the request body is incomplete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid-credentials`: wrong current password; or `token-missing`, `token-invalid`, `token-expired`, `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_email_change: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account has no pending e-mail address */
            204: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`: the query has an unknown parameter */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forgot_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordResetRequest"];
            };
        };
        responses: {
            /** @description The request was accepted, whether or not the account exists */
            202: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: the request body is incomplete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `mail-disabled`: this server does not send e-mail */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reset_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordReset"];
            };
        };
        responses: {
            /** @description The password was changed, and all sessions were ended */
            204: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `link-invalid`: the link is unknown, expired or used; `bad-request`: the request body is incomplete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refresh_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Refresh"] | null;
            };
        };
        responses: {
            /** @description New tokens for the same session */
            200: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description `bad-request`: the request body is incomplete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `refresh-invalid`: unknown or expired token; `refresh-reused`: an old token was presented, so the session was ended; `refresh-superseded`: another tab has refreshed the session */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `origin-not-allowed`: the page is not allowed to use the cookie */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    register_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Registration"];
            };
        };
        responses: {
            /** @description The account was created */
            201: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `email-taken` or `username-taken` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `registration-disabled`: this server does not allow registration */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The active sessions */
            200: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"][];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`: the query has an unknown parameter */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_other_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Confirmation"] | null;
            };
        };
        responses: {
            /** @description All other sessions were revoked */
            204: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: the request body is incomplete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid-credentials`: wrong password; or `token-missing`, `token-invalid`, `token-expired`, `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `password-required`: send `password` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of the session
                 * @example 0b8f4e0c-4f6a-4f0e-9d6b-0f1f7f0b9a55
                 */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["Confirmation"] | null;
            };
        };
        responses: {
            /** @description The session was revoked */
            204: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: the request body is incomplete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid-credentials`: wrong password; or `token-missing`, `token-invalid`, `token-expired`, `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `password-required`: send `password` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `session-not-found`: the user has no session with this ID, or the session has ended */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_server: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The features and limits of the server */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Server"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`: the query has an unknown parameter */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tasks: {
        parameters: {
            query?: {
                /**
                 * @description Maximum number of tasks; 20 by default
                 * @example 20
                 */
                limit?: number;
                /** @description Start of the page: `X-Next-Cursor` of the previous page. Use it with the same `sort` and filters, and without `skip` */
                cursor?: string;
                /**
                 * @description Number of tasks to skip. Cannot be used with `cursor`
                 * @example 0
                 */
                skip?: number;
                /**
                 * @description Sort key: ascending, or descending with a leading `-`. Tasks without a due date come last in both directions
                 * @example -created_at
                 */
                sort?: string;
                /** @description Tasks with any of these statuses. Repeatable */
                status?: components["schemas"]["Status"][];
                /** @description `true`: only completed tasks; `false`: only open tasks */
                is_completed?: boolean;
                /** @description Tasks with any of these priorities. Repeatable */
                priority?: components["schemas"]["Priority"][];
                /** @description Tasks with all of these tags, matched exactly. Repeatable */
                tag?: string[];
                /**
                 * @description Tasks whose title or description contains this text, regardless of case
                 * @example milk
                 */
                q?: string;
                /** @description Tasks due before this date */
                due_before?: string;
                /** @description Tasks due after this date */
                due_after?: string;
                /** @description Return the total number of matching tasks in `X-Total-Count` */
                include_total?: boolean;
            };
            header?: {
                /**
                 * @description Return 304 if no task has changed since the response with this `ETag`
                 * @example W/"list-4e335052ec59-1-7"
                 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tasks */
            200: {
                headers: {
                    /** @description Weak entity tag; changes with every change to any task of the user */
                    ETag?: string;
                    /** @description Next page, with `rel="next"` (RFC 8288): an absolute URL if the server knows its public address, otherwise a path. Absent on the last page */
                    Link?: string;
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description `cursor` of the next page. Absent on the last page and if `skip` is set */
                    "X-Next-Cursor"?: string;
                    /** @description Only with `include_total`: number of matching tasks */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"][];
                };
            };
            /** @description No task of the user has changed since the response with the `ETag` in `If-None-Match` */
            304: {
                headers: {
                    /** @description Current entity tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: an entity tag is malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_task: {
        parameters: {
            query?: never;
            header?: {
                /** @description Unique key chosen by the client, 1 to 255 printable ASCII characters. If the same request is sent again with the same key within 24 hours, the server does not repeat the operation and returns the stored response of the first request. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTask"];
            };
        };
        responses: {
            /** @description The task was created */
            201: {
                headers: {
                    /** @description Version of the task */
                    ETag?: string;
                    /** @description `true` if this is the stored response of an earlier request */
                    "Idempotency-Replayed"?: string;
                    /** @description URL of the task: absolute if the server knows its public address, otherwise a path */
                    Location?: string;
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description `bad-request`: the request body is incomplete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-quota-exceeded`; `storage-quota-exceeded`; `idempotency-key-in-use`: retry the same request after `Retry-After` seconds */
            409: {
                headers: {
                    /** @description Only with `idempotency-key-in-use`: seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json`; `idempotency-key-reused`: the key was used for a different request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    batch_tasks: {
        parameters: {
            query?: never;
            header?: {
                /** @description Unique key chosen by the client, 1 to 255 printable ASCII characters. If the same request is sent again with the same key within 24 hours, the server does not repeat the operation and returns the stored response of the first request. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Batch"];
            };
        };
        responses: {
            /** @description The result of each operation, in order */
            200: {
                headers: {
                    /** @description `true` if this is the stored response of an earlier request */
                    "Idempotency-Replayed"?: string;
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResults"];
                };
            };
            /** @description `bad-request`: the request body is incomplete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-not-found`: the user has no task with this ID, or the task was deleted */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `transition-not-allowed`, with the members `from`, `to` and `allowed`; `task-quota-exceeded`; `storage-quota-exceeded`; `idempotency-key-in-use`: retry the same request after `Retry-After` seconds */
            409: {
                headers: {
                    /** @description Only with `idempotency-key-in-use`: seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`: a task is at the version in `current_version`, not in `if_match` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json`; `conflicting-status`; `answer-too-large`: only if the request has an idempotency key; `idempotency-key-reused`: the key was used for a different request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_changes: {
        parameters: {
            query?: {
                /**
                 * @description `next` of the previous response. The default, 0, starts from the beginning
                 * @example 0
                 */
                since?: number;
                /**
                 * @description Maximum number of changes; 100 by default
                 * @example 100
                 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The changes after `since` */
            200: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sync-cursor-expired`: discard the copy and start again with `since=0` */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_tasks: {
        parameters: {
            query?: {
                /**
                 * @description File format; `json` by default
                 * @example json
                 */
                format?: "json" | "csv" | "ics";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file with all tasks */
            200: {
                headers: {
                    /** @description `attachment` with a file name */
                    "Content-Disposition"?: string;
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportedTasks"];
                    /**
                     * @example id,title,description,status,due_date,priority,tags,created_at,updated_at,completed_at
                     *     7,Buy milk,,pending,2026-02-28,high,"[""home""]",2026-01-31T09:30:00.000000Z,,
                     */
                    "text/csv": string;
                    "text/calendar": string;
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    import_tasks: {
        parameters: {
            query?: {
                /**
                 * @description Return the result without importing anything
                 * @example false
                 */
                dry_run?: boolean;
            };
            header?: {
                /** @description Unique key chosen by the client, 1 to 255 printable ASCII characters. If the same request is sent again with the same key within 24 hours, the server does not repeat the operation and returns the stored response of the first request. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Import"];
                /**
                 * @example title,due_date,tags
                 *     Buy milk,2026-02-28,"home, shop"
                 */
                "text/csv": string;
            };
        };
        responses: {
            /** @description The file was imported or, with `dry_run`, can be imported */
            200: {
                headers: {
                    /** @description `true` if this is the stored response of an earlier request */
                    "Idempotency-Replayed"?: string;
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Imported"];
                };
            };
            /** @description `bad-request`: the request body is incomplete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-quota-exceeded`; `storage-quota-exceeded`; `idempotency-key-in-use`: retry the same request after `Retry-After` seconds */
            409: {
                headers: {
                    /** @description Only with `idempotency-key-in-use`: seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json`; `idempotency-key-reused`: the key was used for a different request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stream_tasks: {
        parameters: {
            query?: {
                /**
                 * @description Same as `Last-Event-ID`, for clients that cannot send the header. If both are sent, the header is used
                 * @example 7
                 */
                lastEventId?: number;
            };
            header?: {
                /** @description Integer ID of the last event that the client received; the stream resumes after this event */
                "Last-Event-ID"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events */
            200: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["TaskEvent"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `sync-cursor-expired`: read all tasks again and start without `Last-Event-ID` */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: too many requests, or too many open streams of this user */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    summarize_tasks: {
        parameters: {
            query: {
                /**
                 * @description Current date in the user's time zone. Tasks due before this date are overdue
                 * @example 2026-02-28
                 */
                today: string;
            };
            header?: {
                /**
                 * @description Return 304 if no task has changed since the response with this `ETag`
                 * @example W/"summary-4bbba3bbd446-1-7"
                 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The number of tasks by status */
            200: {
                headers: {
                    /** @description Weak entity tag; changes with every change to any task of the user */
                    ETag?: string;
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskSummary"];
                };
            };
            /** @description No task of the user has changed since the response with the `ETag` in `If-None-Match` */
            304: {
                headers: {
                    /** @description Current entity tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: an entity tag is malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_workflow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The statuses and the transitions */
            200: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflow"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`: the query has an unknown parameter */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_task: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Return 304 if the task is still at this version (`ETag`)
                 * @example "2"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description ID of the task
                 * @example 7
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task */
            200: {
                headers: {
                    /** @description Version of the task */
                    ETag?: string;
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description The task is still at the version in `If-None-Match` */
            304: {
                headers: {
                    /** @description Current entity tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: an entity tag is malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-not-found`: the user has no task with this ID, or the task was deleted */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_task: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Write only if the task is at this version (`ETag`)
                 * @example *
                 */
                "If-Match"?: string;
            };
            path: {
                /**
                 * @description ID of the task
                 * @example 7
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskPatch"];
                "application/merge-patch+json": components["schemas"]["TaskPatch"];
            };
        };
        responses: {
            /** @description The updated task */
            200: {
                headers: {
                    /** @description Version of the task */
                    ETag?: string;
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description `bad-request`: an entity tag is malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-not-found`: the user has no task with this ID, or the task was deleted */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `transition-not-allowed`, with the members `from`, `to` and `allowed`; `storage-quota-exceeded` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`: the task is at the version in `current_version`, not in `If-Match` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json`; `conflicting-status` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_task: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Write only if the task is at this version (`ETag`)
                 * @example *
                 */
                "If-Match"?: string;
            };
            path: {
                /**
                 * @description ID of the task
                 * @example 7
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task was deleted */
            204: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: an entity tag is malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-not-found`: the user has no task with this ID, or the task was deleted */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`: the task is at the version in `current_version`, not in `If-Match` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edit_task: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Write only if the task is at this version (`ETag`)
                 * @example *
                 */
                "If-Match"?: string;
            };
            path: {
                /**
                 * @description ID of the task
                 * @example 7
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskPatch"];
                "application/merge-patch+json": components["schemas"]["TaskPatch"];
            };
        };
        responses: {
            /** @description The updated task */
            200: {
                headers: {
                    /** @description Version of the task */
                    ETag?: string;
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description `bad-request`: an entity tag is malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-not-found`: the user has no task with this ID, or the task was deleted */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `transition-not-allowed`, with the members `from`, `to` and `allowed`; `storage-quota-exceeded` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`: the task is at the version in `current_version`, not in `If-Match` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json`; `conflicting-status` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restore_task: {
        parameters: {
            query?: never;
            header?: {
                /** @description Unique key chosen by the client, 1 to 255 printable ASCII characters. If the same request is sent again with the same key within 24 hours, the server does not repeat the operation and returns the stored response of the first request. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description ID of the task
                 * @example 7
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The restored task */
            200: {
                headers: {
                    /** @description Version of the task */
                    ETag?: string;
                    /** @description `true` if this is the stored response of an earlier request */
                    "Idempotency-Replayed"?: string;
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-not-found`: the user has no task with this ID, or the deleted task was purged */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-deleted`; `task-quota-exceeded`; `storage-quota-exceeded`; `idempotency-key-in-use`: retry the same request after `Retry-After` seconds */
            409: {
                headers: {
                    /** @description Only with `idempotency-key-in-use`: seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `restore-window-expired`: the task was deleted more than 30 days ago */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `idempotency-key-reused`: the key was used for a different request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    todo_list: {
        parameters: {
            query?: {
                /**
                 * @description Number of tasks to skip
                 * @example 0
                 */
                skip?: number;
                /**
                 * @description Maximum number of tasks; all by default
                 * @example 100
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description ID of the signed-in user
                 * @example 1
                 */
                user_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tasks */
            200: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Todo"][];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-authorized`: the path names another user */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    todo_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Unique key chosen by the client, 1 to 255 printable ASCII characters. If the same request is sent again with the same key within 24 hours, the server does not repeat the operation and returns the stored response of the first request. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description ID of the signed-in user
                 * @example 1
                 */
                user_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTodo"];
            };
        };
        responses: {
            /** @description The task was created */
            201: {
                headers: {
                    /** @description Version of the task */
                    ETag?: string;
                    /** @description `true` if this is the stored response of an earlier request */
                    "Idempotency-Replayed"?: string;
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Todo"];
                };
            };
            /** @description `bad-request`: the request body is incomplete */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-authorized`: the path names another user */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-quota-exceeded`; `storage-quota-exceeded`; `idempotency-key-in-use`: retry the same request after `Retry-After` seconds */
            409: {
                headers: {
                    /** @description Only with `idempotency-key-in-use`: seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json`; `idempotency-key-reused`: the key was used for a different request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    todo_read: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Return 304 if the task is still at this version (`ETag`)
                 * @example "2"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description ID of the signed-in user
                 * @example 1
                 */
                user_id: number;
                /**
                 * @description ID of the task
                 * @example 7
                 */
                task_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task */
            200: {
                headers: {
                    /** @description Version of the task */
                    ETag?: string;
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Todo"];
                };
            };
            /** @description The task is still at the version in `If-None-Match` */
            304: {
                headers: {
                    /** @description Current entity tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: an entity tag is malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-authorized`: the path names another user */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-not-found`: the user has no task with this ID, or the task was deleted */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    todo_edit: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Write only if the task is at this version (`ETag`)
                 * @example *
                 */
                "If-Match"?: string;
            };
            path: {
                /**
                 * @description ID of the signed-in user
                 * @example 1
                 */
                user_id: number;
                /**
                 * @description ID of the task
                 * @example 7
                 */
                task_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TodoPatch"];
            };
        };
        responses: {
            /** @description The updated task */
            200: {
                headers: {
                    /** @description Version of the task */
                    ETag?: string;
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Todo"];
                };
            };
            /** @description `bad-request`: an entity tag is malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-authorized`: the path names another user */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-not-found`: the user has no task with this ID, or the task was deleted */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the request body arrived too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `transition-not-allowed`, with the members `from`, `to` and `allowed`; `storage-quota-exceeded` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`: the task is at the version in `current_version`, not in `If-Match` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large`: the request body is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type`: the `Content-Type` is missing or not supported */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `malformed-json` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    todo_delete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Write only if the task is at this version (`ETag`)
                 * @example *
                 */
                "If-Match"?: string;
            };
            path: {
                /**
                 * @description ID of the signed-in user
                 * @example 1
                 */
                user_id: number;
                /**
                 * @description ID of the task
                 * @example 7
                 */
                task_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task was deleted */
            204: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: an entity tag is malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-authorized`: the path names another user */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-not-found`: the user has no task with this ID, or the task was deleted */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`: the task is at the version in `current_version`, not in `If-Match` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    todo_toggle: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Write only if the task is at this version (`ETag`)
                 * @example *
                 */
                "If-Match"?: string;
                /** @description Unique key chosen by the client, 1 to 255 printable ASCII characters. If the same request is sent again with the same key within 24 hours, the server does not repeat the operation and returns the stored response of the first request. */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description ID of the signed-in user
                 * @example 1
                 */
                user_id: number;
                /**
                 * @description ID of the task
                 * @example 7
                 */
                task_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The updated task */
            200: {
                headers: {
                    /** @description Version of the task */
                    ETag?: string;
                    /** @description `true` if this is the stored response of an earlier request */
                    "Idempotency-Replayed"?: string;
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Todo"];
                };
            };
            /** @description `bad-request`: an entity tag is malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `token-missing`, `token-invalid`, `token-expired` or `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-authorized`: the path names another user */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-not-found`: the user has no task with this ID, or the task was deleted */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `transition-not-allowed`, with the members `from`, `to` and `allowed`; `storage-quota-exceeded`: only if the request has an idempotency key; `idempotency-key-in-use`: retry the same request after `Retry-After` seconds */
            409: {
                headers: {
                    /** @description Only with `idempotency-key-in-use`: seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`: the task is at the version in `current_version`, not in `If-Match` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed`, with up to 100 errors in `errors`; `idempotency-key-reused`: the key was used for a different request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: retry after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Only on rate-limited routes: the remaining quota `r`, and the seconds `t` until the quota grows, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Only on rate-limited routes: the quota `q` per window of `w` seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait before the next attempt, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal`: unexpected server error */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: the request had no effect; retry after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown`: the request may have taken effect; check before retrying */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server is running */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_liveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The process is alive */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The server is ready for requests */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `uri-too-long`: the path and query are too long */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large`: the header fields are too large */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: send requests to another replica */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
