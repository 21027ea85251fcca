//! The text that `--help` prints after the options: examples, exit codes, and the `--json` output.

pub(super) const ALL: &str = "\
Examples:
  tasklane                                        serve on 127.0.0.1:8000 from the database tasklane.db
  DATABASE_URL=postgres://… tasklane migrate      create the schema before the first server starts
  tasklane seed && tasklane                       serve demo data
  tasklane user list --json | jq -r .email

Exit codes: 0 success, 1 failure, 2 usage or configuration error.

Results are written to standard output, messages to standard error. Set NO_COLOR=1 to disable colors.
`tasklane COMMAND --help` describes a command.";

pub(super) const SERVE: &str = "\
On SIGTERM or SIGINT the server continues to serve requests for DRAIN_DELAY seconds (0 by default), then accepts no new
connections, finishes the in-flight requests and exits with code 0. A second signal stops it immediately, with exit code 130.
On SIGHUP the server reloads the TLS certificate.";

pub(super) const MIGRATE: &str = "\
Examples:
  tasklane migrate --check || tasklane migrate
  tasklane migrate --adopt --check                check whether the older database can be imported
  tasklane migrate --adopt --mend                 import it, and repair and list invalid values
  tasklane migrate --adopt --from sqlite:///srv/todo.db

With --json, one of:
  {\"applied\":[\"2026-11-21-000000_create_tables\"]}
  {\"pending\":[\"2026-11-21-000000_create_tables\"]}             --check; exit code 1 unless the list is empty
  {\"adopted\":{\"users\":2,\"tasks\":9,\"max_tasks_of_a_user\":5,\"mended\":{},\"changes\":[{\"table\":\"user\",\"id\":7,\"column\":\"email\",
   \"before\":\"ada\",\"after\":\"user-7@adopted.invalid\",\"reason\":\"must be …\"}],\"password_resets\":0,\"left\":[],
   \"kept\":[\"older_user\",\"older_task\"],\"other_connections\":0}}
  {\"would_adopt\":{…}}                                         --adopt --check
  {\"faults\":[{\"table\":\"task\",\"fault\":\"title …\",\"mendable\":true,\"rows\":1,\"ids\":[\"4\"]}]}    exit code 1";

pub(super) const SEED: &str = "\
Examples:
  tasklane seed
  tasklane seed --users 1000 --tasks 1000         create a million tasks

With --json:
  {\"users_added\":5,\"users_present\":0,\"tasks_added\":200,\"login\":{\"username\":\"ada1\",\"password\":\"tasklane-demo\"}}";

pub(super) const COPY: &str = "\
Examples:
  DATABASE_URL=postgres://… tasklane copy --from sqlite:///var/lib/tasklane/tasklane.db
  tasklane copy --from postgres://… --to sqlite:tasklane.db
  printf '%s\\n' \"$OLD_URL\" \"$NEW_URL\" | tasklane copy --from - --to -

Leases of background jobs are not copied. The secret key is not in the database: with the same SECRET_KEY, all sessions
remain valid. See \"Move from SQLite to PostgreSQL\" in docs/OPERATIONS.md.

With --json:
  {\"rows\":{\"deleted_users\":0,\"idempotency_keys\":0,\"known_networks\":3,\"sessions\":5,\"task_counters\":3,\"tasks\":40,
   \"users\":3},\"seconds\":0.4}";

pub(super) const BACKUP: &str = "\
Examples:
  tasklane backup /var/backups/tasklane-$(date +%F).db
  tasklane backup --into /var/lib/tasklane/backups --keep 14

With --into, the name of the file is tasklane-2026-11-30T104823Z.db on SQLite and tasklane-2026-11-30T104823Z.dump on
PostgreSQL. Afterwards, the command removes the oldest files with such names. Other files are never removed. On
PostgreSQL, pg_dump must be installed, in the version of the server or newer.

The backup does not include the keys. Back them up separately:
  * SECRET_KEY, or the key file that the output names: without it, all users have to log in again.
  * PASSWORD_PEPPER, if it is set: without it, no user can log in.

To restore, stop the server, run `tasklane restore FILE`, and start the server. See docs/OPERATIONS.md.

With --json:
  {\"file\":\"copy.db\",\"bytes\":4096,\"key_file\":\"./tasklane.db.key\",\"removed\":[]}

key_file is null if SECRET_KEY is set. removed has the names of the removed backups.";

pub(super) const RESTORE: &str = "\
Examples:
  systemctl stop tasklane && tasklane restore /var/backups/tasklane-2026-11-21.db

The command fails, and changes nothing, if the file is damaged, is not a Tasklane database or was written by a newer version,
or if a server has the database open. A restore revokes all sessions. Password changes, deactivations and
deletions of users since the backup are lost: repeat them by hand.

With --json (kept is null if there was no database; to_check lists the changes to repeat by hand):
  {\"file\":\"copy.db\",\"database\":\"./tasklane.db\",\"kept\":\"./tasklane.db.before-restore-2026-11-29T132000Z\",
   \"applied\":[],\"users\":3,\"tasks\":40,\"sessions_ended\":5,\"to_check\":[…]}";

pub(super) const AFTER_RESTORE: &str = "\
Examples:
  pg_restore --no-owner --exit-on-error --dbname=… tasklane.dump && tasklane after-restore

Idempotency keys stay valid: each key is stored in the same transaction as its write, so a backup contains both or neither.

With --json:
  {\"users\":3,\"tasks\":40,\"sessions_ended\":5,\"to_check\":[\"password changes\",…]}";

pub(super) const REVOKE: &str = "\
Examples:
  tasklane sessions revoke --user ada@example.org
  tasklane sessions revoke --all

With --json:
  {\"ended\":3}";

pub(super) const MAIL_TEST: &str = "\
Example:
  tasklane mail test ada@example.org

The exit code is 0 if the mail server accepted the mail.

With --json:
  {\"to\":\"ada@example.org\",\"reply\":\"250 2.0.0 Ok: queued\"}";

pub(super) const HEALTHCHECK: &str = "\
Requests /health/ready at BIND_ADDR, with a timeout of 3 seconds. The exit code is 0 if the server is ready, otherwise 1.

With --json:
  {\"ready\":true}
  {\"ready\":false}                                 exit code 1; the reason is on standard error";

pub(super) const DOCTOR: &str = "\
Examples:
  tasklane doctor
  tasklane doctor --json | jq -r '.findings[] | select(.level != \"ok\") | .check'

Each line is `ok`, `warning` or `problem`, the name of the check, what was found, and what to do. A check ends after at
most 15 seconds. The exit code is 0 without a problem, 1 with a problem, and 2 if the settings are invalid. Invalid
settings prevent all other checks.

With --json (advice is null if level is ok):
  {\"problems\":1,\"warnings\":0,\"findings\":[{\"check\":\"redis\",\"level\":\"problem\",\"found\":\"…\",\"advice\":\"…\"}]}";

pub(super) const COMPLETIONS: &str = "\
Examples:
  tasklane completions bash > ~/.local/share/bash-completion/completions/tasklane
  tasklane completions zsh > ~/.zfunc/_tasklane   (a folder in $fpath)
  tasklane completions fish > ~/.config/fish/completions/tasklane.fish";

pub(super) const MAN: &str = "\
Examples:
  mkdir -p ~/.local/share/man/man1 && tasklane man ~/.local/share/man/man1 && man tasklane";

pub(super) const USER: &str = "\
With --json (one line per user):
  {\"id\":1,\"email\":\"ada@example.org\",\"username\":\"ada\",\"name\":null,\"is_active\":true,
   \"created_at\":\"2026-11-21T11:18:42.489929Z\"}";

pub(super) const CREATE_USER: &str = "\
Examples:
  tasklane user create --email ada@example.org --username ada
  pass show tasks/ada | tasklane user create --email ada@example.org --username ada --password-stdin

Without --password-stdin, the command asks for the password on the terminal.";

pub(super) const UNLOCK: &str = "\
Examples:
  tasklane user unlock ada
  tasklane user unlock ada@example.org

Resets the counts of failed attempts for the username, the e-mail address and the sessions of the user, on every running
server. Sessions and the password are not changed.

With --json:
  {\"id\":1,\"email\":\"ada@example.org\",\"username\":\"ada\",\"name\":null,\"is_active\":true,
   \"created_at\":\"2026-11-21T11:18:42.489929Z\"}";
