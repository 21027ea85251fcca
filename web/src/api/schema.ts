// Generated from openapi.json by `npm run types`. Not to be edited.

export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Public keys
         * @description What access tokens can be verified with (RFC 7517), also by other services: the key that signs, and one that did
         *     until lately or will soon.
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
         * Log in (todo)
         * @description The same as the login of v1, whose tokens work here too.
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
         * Register (todo)
         * @description The username is made from what stands before the @.
         */
        post: operations["todo_register"];
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
         * Take one's data along
         * @description Everything that is held about the user, as one JSON document. Each part is as it was when it was written. Should
         *     something fail on the way, the connection breaks off: the document is whole when it ends. It may take up to 6 hours, while
         *     the session lasts.
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
         * @description Opens a session. Takes the OAuth2 password form or the same as JSON; the name may be the e-mail address or the
         *     username.
         *
         *     With `transport=cookie` the refresh token is in no body but in a cookie, which no script can read and the browser sends
         *     to the routes of sessions alone: `__Secure-refresh-<port>` for pages served by HTTPS, `refresh-<port>` for pages served
         *     by plain HTTP, each without `-<port>` where the port is the default one. It is
         *     `SameSite=Strict`: pages of another site have no use of it, also those of an origin that this server allows. Such
         *     a page that is of another site must keep its refresh token itself. A browser's request from an origin that is neither
         *     this server's nor allowed is refused.
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
         * @description Ends the session of the access token, of the refresh token in the body, or of both. Repeating it does no harm. Where
         *     the body names no token the cookie counts, if `Origin` is this server's or an allowed one, and is cleared. Browsers
         *     are told to drop what they keep of this server.
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
        /** Who am I */
        get: operations["read_me"];
        put?: never;
        post?: never;
        /**
         * Delete one's account
         * @description Deletes the user, all tasks and all sessions for good. Needs the password, unless the login was at most 10 minutes ago.
         */
        delete: operations["delete_account"];
        options?: never;
        head?: never;
        /**
         * Change one's profile
         * @description Changes what the body names and leaves the rest. Another e-mail address or username needs the password, unless the
         *     login was at most 10 minutes ago, and counts as a registration: it tells which names are taken.
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
         * Change one's password
         * @description Ends all other sessions: whoever knew the old password is out.
         */
        put: operations["change_password"];
        post?: never;
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
         * Refresh
         * @description Gives a new access token and a new refresh token. The old refresh token dies when the new one is first used, so a
         *     client that lost the answer can ask again; a dead token that comes back ends the session.
         *
         *     For a client that uses the cookie, or that has ever presented a successor, the old token dies earlier: when an access
         *     token that was issued with the new one is first used. Presented within the next 10 seconds it is answered
         *     `refresh-superseded`, and the session lives on: another tab of the same client was faster. Read the newest token from
         *     the cookie or the store, and repeat the request once.
         *
         *     A body that names a token counts, and the cookie then does not. Without one the cookie is used, if `Origin` is this
         *     server's or an allowed one, and the new refresh token is in the new cookie alone.
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
         * Register
         * @description Creates an account. Log in afterwards to get tokens.
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
         * @description Where one is logged in: the sessions that are live, the one used last first, and of those used at once the one with
         *     the greatest id. A login uses a session, and so does each refresh. At most 50 live at a time: one more login ends the
         *     one that was used least recently.
         */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        /**
         * End all other sessions
         * @description Logs out everywhere but here: all sessions end but the one that asks. Needs the password, unless the login was at most
         *     10 minutes ago.
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
         * End a session
         * @description Its tokens stop working at once. The session that asks can end itself; that is a logout. Any other one needs the
         *     password, unless the login was at most 10 minutes ago.
         */
        delete: operations["end_session"];
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
         * @description Newest first, if nothing else is asked for; where `sort` leaves two tasks equal, their ids decide, in the same
         *     direction. To read all of them, follow `Link` to its end: what is there all the while is shown once, whatever comes and
         *     goes. A page ends at about 1 MiB of text, also where `limit` allows for more: go by `Link`, not by the number of tasks. With
         *     `skip` it never does.
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
         * Carry out several operations
         * @description All of them, in their order, or none: the first that can't be done refuses the whole batch, with the problem that it
         *     would have by itself; `errors` says which one it is.
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
         * List changes
         * @description What a client needs that keeps a copy of the tasks: it begins with `since=0`, applies what it gets in that order, and asks
         *     again with the `next` of the answer, at once while `has_more` is true. An answer ends at about 1 MiB of text, also where `limit`
         *     allows for more.
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
         * Take the tasks along
         * @description All tasks, oldest first, as one file. Each is as it was when it was written. Should something fail on the way, the
         *     connection breaks off: the file is whole when it ends. It may take up to 6 hours, while the session lasts. What is exported as JSON or CSV can be imported.
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
         * @description The file may be an export of this server or of any other program. A task that exists already, with the same value for each member that a client can set, is not added again, so importing a file twice changes nothing. All tasks are added, or none: `errors` names the first 100 faults, each by the index of the task in JSON or its line in CSV. At most 8 MiB and 10,000 tasks.
         *
         *     CSV columns are found by name, in any order and case, with spaces, `_` or `-` between words: `title` (or `name`, `task`, `task name`, `content`, `subject`, `summary`), `description` (or `notes`, `note`, `details`), `status`, `done` (or `completed`, `is completed`), `due date` (or `due`, `date`, `deadline`), `priority`, `tags` (or `labels`, `categories`, `tag`). Only a title is required. `ignored_columns` in the response names the columns that were not imported. The separator may be `,`, `;` or a tab.
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
         * Follow the changes
         * @description Server-sent events, from now on or from where the client was. The first event is `ready`, with `{}` as data and the id
         *     from which the stream goes on. Each `task.upsert` has a task as it is now, each `task.delete` the `id` of a deleted one.
         *     Send the id of the last event as `Last-Event-ID` to resume, or to `/tasks/changes` as `since`. A comment comes every 15
         *     seconds. The stream ends with the access token and with the session.
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
         * Read the workflow
         * @description The statuses that a task can have, and the moves between them that this server allows.
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
        /** Read a task */
        get: operations["read_task"];
        /**
         * Change a task
         * @description Changes what the body names and leaves the rest.
         */
        put: operations["put_task"];
        post?: never;
        /** Delete a task */
        delete: operations["delete_task"];
        options?: never;
        head?: never;
        /**
         * Change a task
         * @description Changes what the body names and leaves the rest.
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
         * @description Takes the deletion back, for 30 days.
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
         * @description All of them, newest first, or a part.
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
        /** Read a todo */
        get: operations["todo_read"];
        /**
         * Change a todo
         * @description Changes what the body names and leaves the rest.
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
         * @description Completes the task, or reopens a completed one. Two toggles at once count as two.
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
         * Health
         * @description What runs here. Touches nothing.
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
         * Liveness
         * @description The process answers. Touches nothing.
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
         * Readiness
         * @description The database answers within a second, its schema has all that this server knows, and the server is not about to
         *     stop. What was found out holds for up to a second. Without its Redis a server is ready, and `degraded`.
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
             * @description 201 for what was created, 200 for what was updated, 204 for what was deleted.
             * @example 201
             */
            status: number;
            /** @description The task as it was after this operation; not for what was deleted. */
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
            /** @description In the order of their numbers. Each task is in there once, as it is now. */
            changes: components["schemas"]["Change"][];
            /** @description Whether there are more right now. */
            has_more: boolean;
            /**
             * Format: int64
             * @description What to send as `since` the next time. To be kept as it is: it need not be the number of a change.
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
             * @description Needed unless the login was at most 10 minutes ago.
             */
            password?: string;
        };
        /** @description Everything but secrets: no password hash, no token. */
        Export: {
            /** @description By which requests of the last day are known again. */
            idempotency_keys: components["schemas"]["ExportedKey"][];
            /** @description Networks that a login came from in the last 30 days. */
            known_networks: components["schemas"]["ExportedNetwork"][];
            /** @description Also those that have ended, as long as they are kept; by id. */
            sessions: components["schemas"]["ExportedSession"][];
            /** @description Also those that were deleted, as long as they are kept; by id. */
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
             * @description What was answered.
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
             * @description The last login that was written down; the real one may be up to a day later.
             */
            last_login_at: string;
            network: string;
        };
        ExportedSession: {
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description When it ended before `expires_at`, by whatever ended it.
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
             * @description Always `tasklane-tasks`.
             * @example tasklane-tasks
             */
            format: string;
            /** @description By id. */
            tasks: components["schemas"]["Task"][];
            /**
             * Format: int64
             * @description One more when older readers can't read the file any more.
             * @example 1
             */
            version: number;
        };
        ExportedUser: {
            /** Format: date-time */
            created_at: string;
            email: string;
            /** Format: int64 */
            id: number;
            is_active: boolean;
            name?: string | null;
            /**
             * Format: date-time
             * @description When an operator last unlocked the account after too many wrong passwords.
             */
            unlocked_at?: string | null;
            /** Format: date-time */
            updated_at: string;
            username: string;
        };
        /** @description One fault, and where in the request it is. */
        Fault: {
            /**
             * @description The place: `body`, `path`, `query` or `header`, then the member's name, then an index in a list.
             * @example [
             *       "body",
             *       "title"
             *     ]
             */
            loc: (string | number)[];
            /**
             * @description What is wrong, in words that complete a sentence that begins with the member's name.
             * @example must not be blank
             */
            msg: string;
            /**
             * @description The same, for programs.
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
            /** @description `ok`; or `degraded`, where it takes requests and limits are counted by each replica for itself. */
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
             * @description The number of tasks that were added.
             * @example 12
             */
            created: number;
            /** @description Whether nothing was written. */
            dry_run: boolean;
            /**
             * @description The columns of a CSV file, or the members of a JSON file's tasks, that were not imported: at most 100 names.
             * @example [
             *       "Project"
             *     ]
             */
            ignored_columns: string[];
            /**
             * @description The number of tasks that existed already.
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
            /** @description `EdDSA`, `ES256` or `RS256`. */
            alg: string;
            /** @description `Ed25519` or `P-256`. */
            crv?: string | null;
            e?: string | null;
            /** @description What the header of a token says as `kid`: the thumbprint of the key (RFC 7638). */
            kid: string;
            /** @description `OKP`, `EC` or `RSA`; it decides which of the other members are there. */
            kty: string;
            n?: string | null;
            /** @description Always `sig`. */
            use: string;
            x?: string | null;
            y?: string | null;
        };
        /** @description How the set looks; it comes from where the keys are. */
        JwkSet: {
            /** @description Empty when a secret signs access tokens: then nobody else can verify them. */
            keys: components["schemas"]["Jwk"][];
        };
        /**
         * @description The OAuth2 password form, or the same as JSON. `grant_type`, `scope`, `client_id` and `client_secret` are ignored.
         * @example {
         *       "password": "correct horse",
         *       "username": "ada"
         *     }
         */
        Login: {
            /** @description Taken where there is no `username`. */
            email?: string;
            /** Format: password */
            password: string;
            /** @description The username or the e-mail address, in any case. */
            username?: string;
        };
        /**
         * @example {
         *       "refresh_token": "AQAAAAAAAAABo2…"
         *     }
         */
        Logout: {
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
            /** @description No tag twice; each 1 to 50 characters long. */
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
            /** Format: password */
            current_password: string;
            /**
             * Format: password
             * @description At most 72 bytes in UTF-8.
             */
            new_password: string;
        };
        /** @enum {string} */
        Priority: "none" | "low" | "medium" | "high";
        /** @description What went wrong, as RFC 9457 shapes it. A kind of problem may have more members: its page says which. */
        Problem: {
            /** @description With `transition-not-allowed`: the statuses that the task can go to. */
            allowed?: string[];
            /**
             * @description The kind of problem, for programs.
             * @example validation-failed
             */
            code: string;
            /**
             * Format: int64
             * @description With `precondition-failed`: the version of the task as it is now.
             */
            current_version?: number;
            /**
             * @description One sentence that can be shown to a person.
             * @example title: must not be blank
             */
            detail: string;
            /** @description The first 100 faults of the request, for problems of validation; of a batch also the operation that was refused. */
            errors?: components["schemas"]["Fault"][];
            /** @description With `transition-not-allowed`: the status of the task. */
            from?: string;
            /**
             * @description By this the request is found in the log.
             * @example 0b8f4e0c-4f6a-4f0e-9d6b-0f1f7f0b9a55
             */
            request_id: string;
            /**
             * Format: int32
             * @description The HTTP status again.
             * @example 422
             */
            status: number;
            /** @example Validation failed */
            title: string;
            /** @description With `transition-not-allowed`: the status that was asked for. */
            to?: string;
            /**
             * @description The page that documents this kind of problem.
             * @example /problems/validation-failed
             */
            type: string;
        };
        /**
         * @description What is absent stays as it is. A `name` of null, or a blank one, clears it.
         * @example {
         *       "name": "Ada Lovelace"
         *     }
         */
        ProfilePatch: {
            /**
             * Format: password
             * @description The same under its older name; ignored beside `password`.
             */
            current_password?: string;
            /**
             * Format: email
             * @description Unique without regard to case. Another address than before needs `password`, unless the login was at most 10
             *     minutes ago; a change of case alone does not.
             */
            email?: string;
            name?: string | null;
            /**
             * Format: password
             * @description The current password. Only for another `email` or `username`; else ignored.
             */
            password?: string;
            /** @description Unique without regard to case; no @. Another username needs `password` as another `email` does. */
            username?: string;
        };
        /**
         * @example {
         *       "refresh_token": "AQAAAAAAAAABo2…"
         *     }
         */
        Refresh: {
            /** @description Left out by who has it in the cookie. */
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
             * @description Unique without regard to case.
             */
            email: string;
            name?: string | null;
            /**
             * Format: password
             * @description At most 72 bytes in UTF-8.
             */
            password: string;
            /** @description Unique without regard to case; no @. */
            username: string;
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
            /** @description Whether this is the session that asks. */
            current: boolean;
            /**
             * Format: date-time
             * @description The end that no refresh moves.
             */
            expires_at: string;
            /** Format: uuid */
            id: string;
            /** @description From where the login came. */
            ip?: string | null;
            /** @description From where the last refresh came; null before the first one. */
            last_ip?: string | null;
            /**
             * Format: date-time
             * @description The last login or refresh.
             */
            last_used_at: string;
            /** @description What the client of the last refresh called itself; null before the first one. */
            last_user_agent?: string | null;
            /** @description What the client that logged in called itself. */
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
             * @description Set if and only if the task is completed.
             */
            completed_at?: string | null;
            /** Format: date-time */
            created_at: string;
            description?: string | null;
            /** Format: date */
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
             * @description Null until the first change.
             */
            updated_at?: string | null;
            /**
             * Format: int64
             * @description One more with every change; also the entity tag.
             */
            version: number;
        };
        /**
         * @description One server-sent event, by its fields.
         * @example {
         *       "data": "{\"id\":4}",
         *       "event": "task.delete",
         *       "id": "7"
         *     }
         */
        TaskEvent: {
            /** @description JSON: `{}` for `ready`, else the task, or its id. */
            data: string;
            /** @description `ready`, `task.upsert` or `task.delete`. */
            event: string;
            /** @description What to send as `Last-Event-ID` to go on after it. */
            id: string;
        };
        /** @description What is to be done; `op` says which of these it is. */
        TaskOperation: {
            /** @enum {string} */
            op: "create";
            task: components["schemas"]["NewTask"];
        } | {
            /** Format: int64 */
            id: number;
            /**
             * Format: int64
             * @description Only on this version.
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
             * @description Only on this version.
             */
            if_match?: number;
            /** @enum {string} */
            op: "delete";
        };
        /**
         * @description What is absent stays as it is; null clears it where it can be null.
         * @example {
         *       "status": "completed"
         *     }
         */
        TaskPatch: {
            description?: string | null;
            /** Format: date */
            due_date?: string | null;
            /** @description `true` completes the task, `false` reopens a completed one. */
            is_completed?: boolean;
            priority?: components["schemas"]["Priority"];
            status?: components["schemas"]["Status"];
            /** @description No tag twice; each 1 to 50 characters long. */
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
             * @description Due before `today`, and not completed.
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
             * @description Unique without regard to case.
             */
            email: string;
            name?: string | null;
            /**
             * Format: password
             * @description At most 72 bytes in UTF-8.
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
         *       "access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9…",
         *       "expires_in": 1800,
         *       "refresh_token": "AQAAAAAAAAABo2…",
         *       "token_type": "bearer"
         *     }
         */
        Token: {
            access_token: string;
            /**
             * Format: int64
             * @description The lifetime of the access token in seconds.
             */
            expires_in: number;
            /** @description Not there when it is in the cookie. */
            refresh_token?: string;
            /** @description Always `bearer`. */
            token_type: string;
        };
        Transition: {
            /** @description Any of these. */
            from: components["schemas"]["Status"][];
            /** @example start */
            name: string;
            to: components["schemas"]["Status"];
        };
        /**
         * @example {
         *       "created_at": "2026-01-31T09:30:00.000000Z",
         *       "email": "ada@example.org",
         *       "id": 1,
         *       "is_active": true,
         *       "name": "Ada Lovelace",
         *       "username": "ada"
         *     }
         */
        User: {
            /** Format: date-time */
            created_at: string;
            email: string;
            /** Format: int64 */
            id: number;
            is_active: boolean;
            name?: string | null;
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
            /** @description All that are allowed. A task may always stay as it is. */
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
            /** @description The keys */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jwk-set+json": components["schemas"]["JwkSet"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
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
            /** @description The tokens of a new session */
            200: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description `bad-request`: the body broke off */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid-credentials` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `account-inactive`, told only to who knows the password */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault, `malformed-json`, or `conflicting-status` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TodoUser"];
                };
            };
            /** @description `email-taken`; `username-taken` when no username is left that resembles the address */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `registration-disabled` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault, `malformed-json`, or `conflicting-status` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
            /** @description Everything */
            200: {
                headers: {
                    /** @description `attachment`, with the name of a file */
                    "Content-Disposition"?: string;
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
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
            /** @description `uri-too-long` */
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
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                /** @description `cookie`: keep the refresh token in a cookie */
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
            /** @description The tokens of a new session */
            200: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description `bad-request`: the body broke off */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid-credentials` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `account-inactive`, told only to who knows the password; `origin-not-allowed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault, `malformed-json`, or `conflicting-status` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
            /** @description The session has ended, by this request or before */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: the body broke off */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `token-missing`: nothing says which session */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `origin-not-allowed`: a page may not use the cookie */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault, `malformed-json`, or `conflicting-status` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
            /** @description The user who is signed in */
            200: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
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
            /** @description `uri-too-long` */
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
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
            /** @description Nothing is left */
            204: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: the body broke off */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid-credentials`: the password is not right; or `token-missing`, `token-invalid`, `token-expired`, `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `password-required` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault, `malformed-json`, or `conflicting-status` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
            /** @description The user as it is now */
            200: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `email-taken` or `username-taken`; `bad-request`: the body broke off */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid-credentials`: the current password is not right; or `token-missing`, `token-invalid`, `token-expired`, `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `password-required` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault, `malformed-json`, or `conflicting-status` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
            /** @description The new password holds, and all other sessions have ended */
            204: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: the body broke off */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid-credentials`: the current password is not right; or `token-missing`, `token-invalid`, `token-expired`, `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault, `malformed-json`, or `conflicting-status` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
            /** @description New tokens of the same session */
            200: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description `bad-request`: the body broke off */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `refresh-invalid`, `refresh-reused`, or `refresh-superseded`: another tab was faster */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `origin-not-allowed`: a page may not use the cookie */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault, `malformed-json`, or `conflicting-status` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
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
            /** @description `registration-disabled` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault, `malformed-json`, or `conflicting-status` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
            /** @description The live sessions of the user */
            200: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
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
            /** @description `uri-too-long` */
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
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
            /** @description The session that asks is the only one left */
            204: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: the body broke off */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid-credentials`: the password is not right; or `token-missing`, `token-invalid`, `token-expired`, `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `password-required` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault, `malformed-json`, or `conflicting-status` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                 * @description One of the user's sessions
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
            /** @description The session has ended */
            204: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `bad-request`: the body broke off */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid-credentials`: the password is not right; or `token-missing`, `token-invalid`, `token-expired`, `token-revoked` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `password-required` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `session-not-found`: not one of the user's, or it has ended already */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault, `malformed-json`, or `conflicting-status` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
    list_tasks: {
        parameters: {
            query?: {
                /**
                 * @description How many at most; 20 by default
                 * @example 20
                 */
                limit?: number;
                /** @description Where the page begins: `X-Next-Cursor` of the page before; only with the same `sort` and filters, and not with `skip` */
                cursor?: string;
                /**
                 * @description How many to leave out; not with `cursor`
                 * @example 0
                 */
                skip?: number;
                /**
                 * @description What to sort by; with `-` before it, in the other direction. Tasks without a due date come last either way
                 * @example -created_at
                 */
                sort?: string;
                /** @description Repeatable: any of these statuses */
                status?: components["schemas"]["Status"][];
                /** @description Only completed tasks, or only others */
                is_completed?: boolean;
                /** @description Repeatable: any of these priorities */
                priority?: components["schemas"]["Priority"][];
                /** @description Repeatable: all of these tags, to the letter */
                tag?: string[];
                /**
                 * @description Only tasks whose title or description contains this, in whatever case
                 * @example milk
                 */
                q?: string;
                /** @description Only tasks due earlier than this day */
                due_before?: string;
                /** @description Only tasks due later than this day */
                due_after?: string;
                /** @description Whether to count all tasks that match, in `X-Total-Count` */
                include_total?: boolean;
            };
            header?: {
                /**
                 * @description The `ETag` of what the client has
                 * @example W/"list1-1-7"
                 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tasks */
            200: {
                headers: {
                    /** @description Weak; another one after any change to any of the user's tasks */
                    ETag?: string;
                    /** @description `rel="next"` while there is more (RFC 8288): an absolute URL where the server knows its own address, else a path */
                    Link?: string;
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description What `cursor` is for the next page, while there is more; not with `skip` */
                    "X-Next-Cursor"?: string;
                    /** @description With `include_total`: how many tasks match */
                    "X-Total-Count"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"][];
                };
            };
            /** @description No task of the user has changed since */
            304: {
                headers: {
                    /** @description The same as the client has */
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
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                /** @description A name of the client's own for this request. Sent again within 24 hours, the request is answered as the first time, and does nothing. 1 to 255 printable ASCII characters */
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
                    /** @description Its version */
                    ETag?: string;
                    /** @description `true` when this is the answer of the first time */
                    "Idempotency-Replayed"?: string;
                    /** @description The URL of the task: absolute where the server knows its own address, else a path */
                    Location?: string;
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description `bad-request`: the body broke off */
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
            /** @description `request-timeout`: the body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-quota-exceeded`, `storage-quota-exceeded`; `idempotency-key-in-use`: send the same again after `Retry-After` seconds */
            409: {
                headers: {
                    /** @description With `idempotency-key-in-use`: seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault, `malformed-json`, or `conflicting-status`; `idempotency-key-reused`: the key came with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                /** @description A name of the client's own for this request. Sent again within 24 hours, the request is answered as the first time, and does nothing. 1 to 255 printable ASCII characters */
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
            /** @description What came of each operation, in their order */
            200: {
                headers: {
                    /** @description `true` when this is the answer of the first time */
                    "Idempotency-Replayed"?: string;
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchResults"];
                };
            };
            /** @description `bad-request`: the body broke off */
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
            /** @description `task-not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `transition-not-allowed`, with `from`, `to` and `allowed`; `task-quota-exceeded`, `storage-quota-exceeded`; `idempotency-key-in-use`: send the same again after `Retry-After` seconds */
            409: {
                headers: {
                    /** @description With `idempotency-key-in-use`: seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`, with `current_version` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault, `malformed-json`, `conflicting-status`, or, with a key, `answer-too-large`; `idempotency-key-reused`: the key came with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                 * @description The `next` of the last answer; 0, the default, begins with everything there is
                 * @example 0
                 */
                since?: number;
                /**
                 * @description How many at most; 100 by default
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
            /** @description The next changes */
            200: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
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
            /** @description `sync-cursor-expired`: begin again with `since=0` */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                 * @description `json` by default
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
            /** @description All tasks */
            200: {
                headers: {
                    /** @description `attachment`, with the name of a file */
                    "Content-Disposition"?: string;
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
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
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                 * @description Only say what would be done
                 * @example false
                 */
                dry_run?: boolean;
            };
            header?: {
                /** @description A name of the client's own for this request. Sent again within 24 hours, the request is answered as the first time, and does nothing. 1 to 255 printable ASCII characters */
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
            /** @description All of the file's tasks are there */
            200: {
                headers: {
                    /** @description `true` when this is the answer of the first time */
                    "Idempotency-Replayed"?: string;
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Imported"];
                };
            };
            /** @description `bad-request`: the body broke off */
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
            /** @description `request-timeout`: the body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-quota-exceeded`, `storage-quota-exceeded`; `idempotency-key-in-use`: send the same again after `Retry-After` seconds */
            409: {
                headers: {
                    /** @description With `idempotency-key-in-use`: seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault, `malformed-json`, or `conflicting-status`; `idempotency-key-reused`: the key came with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                 * @description The same, for clients that cannot send the header; the header counts where both are sent
                 * @example 7
                 */
                lastEventId?: number;
            };
            header?: {
                /** @description The id of the last event that the client has, a whole number, to go on after it */
                "Last-Event-ID"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events, until one side ends them */
            200: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
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
            /** @description `sync-cursor-expired`: read the tasks anew, and begin without `Last-Event-ID` */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: too many requests, or too many streams of this user are open */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                 * @description The day that it is where the user is, which decides what is overdue: the server can't know it
                 * @example 2026-02-28
                 */
                today: string;
            };
            header?: {
                /**
                 * @description The `ETag` of what the client has
                 * @example W/"list1-1-7"
                 */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many tasks there are */
            200: {
                headers: {
                    /** @description Weak; another one after any change to any of the user's tasks */
                    ETag?: string;
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskSummary"];
                };
            };
            /** @description No task of the user has changed since */
            304: {
                headers: {
                    /** @description The same as the client has */
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
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
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
            /** @description `uri-too-long` */
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
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                 * @description The version that the client has
                 * @example "2"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The task
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
                    /** @description Its version */
                    ETag?: string;
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description The client has this version already */
            304: {
                headers: {
                    /** @description The same as the client has */
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
            /** @description `task-not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                 * @description Only write on this version
                 * @example *
                 */
                "If-Match"?: string;
            };
            path: {
                /**
                 * @description The task
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
            /** @description The task as it is now */
            200: {
                headers: {
                    /** @description Its version */
                    ETag?: string;
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
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
            /** @description `task-not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `transition-not-allowed`, with `from`, `to` and `allowed`; `storage-quota-exceeded` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`, with `current_version` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault, `malformed-json`, or `conflicting-status` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                 * @description Only write on this version
                 * @example *
                 */
                "If-Match"?: string;
            };
            path: {
                /**
                 * @description The task
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
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
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
            /** @description `task-not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`, with `current_version` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                 * @description Only write on this version
                 * @example *
                 */
                "If-Match"?: string;
            };
            path: {
                /**
                 * @description The task
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
            /** @description The task as it is now */
            200: {
                headers: {
                    /** @description Its version */
                    ETag?: string;
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
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
            /** @description `task-not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `transition-not-allowed`, with `from`, `to` and `allowed`; `storage-quota-exceeded` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`, with `current_version` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault, `malformed-json`, or `conflicting-status` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                /** @description A name of the client's own for this request. Sent again within 24 hours, the request is answered as the first time, and does nothing. 1 to 255 printable ASCII characters */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The task
                 * @example 7
                 */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task as it is now */
            200: {
                headers: {
                    /** @description Its version */
                    ETag?: string;
                    /** @description `true` when this is the answer of the first time */
                    "Idempotency-Replayed"?: string;
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
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
            /** @description `task-not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-deleted`, `task-quota-exceeded`, `storage-quota-exceeded`; `idempotency-key-in-use`: send the same again after `Retry-After` seconds */
            409: {
                headers: {
                    /** @description With `idempotency-key-in-use`: seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `restore-window-expired` */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault; `idempotency-key-reused`: the key came with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                 * @description How many to leave out
                 * @example 0
                 */
                skip?: number;
                /**
                 * @description How many at most; all by default
                 * @example 100
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The user who is signed in
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
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
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
            /** @description `not-authorized`: another user's id */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                /** @description A name of the client's own for this request. Sent again within 24 hours, the request is answered as the first time, and does nothing. 1 to 255 printable ASCII characters */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The user who is signed in
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
                    /** @description Its version */
                    ETag?: string;
                    /** @description `true` when this is the answer of the first time */
                    "Idempotency-Replayed"?: string;
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Todo"];
                };
            };
            /** @description `bad-request`: the body broke off */
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
            /** @description `not-authorized`: another user's id */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-quota-exceeded`, `storage-quota-exceeded`; `idempotency-key-in-use`: send the same again after `Retry-After` seconds */
            409: {
                headers: {
                    /** @description With `idempotency-key-in-use`: seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault, `malformed-json`, or `conflicting-status`; `idempotency-key-reused`: the key came with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                 * @description The version that the client has
                 * @example "2"
                 */
                "If-None-Match"?: string;
            };
            path: {
                /**
                 * @description The user who is signed in
                 * @example 1
                 */
                user_id: number;
                /**
                 * @description The task
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
                    /** @description Its version */
                    ETag?: string;
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Todo"];
                };
            };
            /** @description The client has this version already */
            304: {
                headers: {
                    /** @description The same as the client has */
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
            /** @description `not-authorized`: another user's id */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                 * @description Only write on this version
                 * @example *
                 */
                "If-Match"?: string;
            };
            path: {
                /**
                 * @description The user who is signed in
                 * @example 1
                 */
                user_id: number;
                /**
                 * @description The task
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
            /** @description The task as it is now */
            200: {
                headers: {
                    /** @description Its version */
                    ETag?: string;
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
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
            /** @description `not-authorized`: another user's id */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request-timeout`: the body came too slowly */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `transition-not-allowed`, with `from`, `to` and `allowed`; `storage-quota-exceeded` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`, with `current_version` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault, `malformed-json`, or `conflicting-status` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                 * @description Only write on this version
                 * @example *
                 */
                "If-Match"?: string;
            };
            path: {
                /**
                 * @description The user who is signed in
                 * @example 1
                 */
                user_id: number;
                /**
                 * @description The task
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
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
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
            /** @description `not-authorized`: another user's id */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`, with `current_version` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
                 * @description Only write on this version
                 * @example *
                 */
                "If-Match"?: string;
                /** @description A name of the client's own for this request. Sent again within 24 hours, the request is answered as the first time, and does nothing. 1 to 255 printable ASCII characters */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description The user who is signed in
                 * @example 1
                 */
                user_id: number;
                /**
                 * @description The task
                 * @example 7
                 */
                task_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task as it is now */
            200: {
                headers: {
                    /** @description Its version */
                    ETag?: string;
                    /** @description `true` when this is the answer of the first time */
                    "Idempotency-Replayed"?: string;
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
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
            /** @description `not-authorized`: another user's id */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `task-not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `transition-not-allowed`, with `from`, `to` and `allowed`; with a key also `storage-quota-exceeded`; `idempotency-key-in-use`: send the same again after `Retry-After` seconds */
            409: {
                headers: {
                    /** @description With `idempotency-key-in-use`: seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed`, with `current_version` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `validation-failed` with every fault; `idempotency-key-reused`: the key came with another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate-limited`: try again after `Retry-After` seconds */
            429: {
                headers: {
                    /** @description Where the route is limited: how many are left, and the seconds until there are more, such as `"login";r=19;t=3` */
                    RateLimit?: string;
                    /** @description Where the route is limited: how many in how many seconds, such as `"login";q=20;w=60` */
                    "RateLimit-Policy"?: string;
                    /** @description Seconds to wait, at most 900 */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: try again after `Retry-After` seconds */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `outcome-unknown` */
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
            /** @description It runs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
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
            /** @description It lives */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
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
            /** @description It takes requests */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `uri-too-long` */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers-too-large` */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: send requests elsewhere */
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
