//! What `--help` teaches beyond the options: examples, exit codes, and what `--json` answers.

pub(super) const ALL: &str = "\
Examples:
  tasklane                                        serve on 127.0.0.1:8000, with the data in tasklane.db
  DATABASE_URL=postgres://… tasklane migrate      prepare a database before the first server starts
  tasklane seed && tasklane                       something to look at
  tasklane user list --json | jq -r .email

Exit codes:
  0  done
  1  something failed, or a check did not hold
  2  told wrongly: the command line, the settings, or a value typed in

Answers go to standard output, all else to standard error. NO_COLOR=1 takes the colours away.
`tasklane COMMAND --help` tells more of each.";

pub(super) const SERVE: &str = "\
SIGTERM or SIGINT: no new connections, requests under way are finished, then it ends with 0. A second one ends it at
once, with 130. SIGHUP reads the certificate anew.";

pub(super) const MIGRATE: &str = "\
Examples:
  tasklane migrate --check || tasklane migrate
  tasklane migrate --adopt --check                whether the older server's database can be taken over
  tasklane migrate --adopt --mend                 repair what does not fit, and list it
  tasklane migrate --adopt --from sqlite:///srv/todo.db

With --json, one of:
  {\"applied\":[\"2026-11-21-000000_create_tables\"]}
  {\"pending\":[\"2026-11-21-000000_create_tables\"]}             --check; exits with 1 unless it is empty
  {\"adopted\":{\"users\":2,\"tasks\":9,\"max_tasks_of_a_user\":5,\"mended\":{},\"changes\":[{\"table\":\"user\",\"id\":7,\"column\":\"email\",
   \"before\":\"ada\",\"after\":\"user-7@adopted.invalid\",\"reason\":\"must be …\"}],\"password_resets\":0,\"left\":[],
   \"kept\":[\"older_user\",\"older_task\"],\"other_connections\":0}}
  {\"would_adopt\":{…}}                                         --adopt --check
  {\"faults\":[{\"table\":\"task\",\"fault\":\"title …\",\"mendable\":true,\"rows\":1,\"ids\":[\"4\"]}]}    exits with 1";

pub(super) const SEED: &str = "\
Examples:
  tasklane seed
  tasklane seed --users 1000 --tasks 1000         a million tasks

With --json:
  {\"users_added\":5,\"users_present\":0,\"tasks_added\":200,\"login\":{\"username\":\"ada1\",\"password\":\"tasklane-demo\"}}";

pub(super) const BACKUP: &str = "\
Examples:
  tasklane backup /var/backups/tasklane-$(date +%F).db

The copy holds no key. Without the secret key (SECRET_KEY, or the file beside the database that the answer names) it
serves all the same, but everybody has to log in again; without PASSWORD_PEPPER, where one is set, nobody can. Keep a
copy of the keys, and not where the copies of the database are.

To restore: stop the server, run `tasklane restore FILE`, and start the server. docs/OPERATIONS.md has each step.

With --json:
  {\"file\":\"copy.db\",\"bytes\":4096,\"key_file\":\"./tasklane.db.key\"}     key_file is null where SECRET_KEY is set";

pub(super) const RESTORE: &str = "\
Examples:
  systemctl stop tasklane && tasklane restore /var/backups/tasklane-2026-11-21.db

It refuses a file that is damaged, is no database of Tasklane, or was written by a newer version, and a database that a
server has open. Then the database is as it was. All sessions end. Passwords that were changed, and users who were
deactivated or deleted, after the backup are as they were before: do that again by hand.

With --json (kept is null where there was no database, to_check is what to look at by hand):
  {\"file\":\"copy.db\",\"database\":\"./tasklane.db\",\"kept\":\"./tasklane.db.before-restore-2026-11-29T132000Z\",
   \"applied\":[],\"users\":3,\"tasks\":40,\"sessions_ended\":5,\"to_check\":[…]}";

pub(super) const AFTER_RESTORE: &str = "\
Examples:
  pg_restore --no-owner --exit-on-error --dbname=… tasklane.dump && tasklane after-restore

Idempotency keys are kept: each was stored together with its write, so both are in the backup or neither is.

With --json:
  {\"users\":3,\"tasks\":40,\"sessions_ended\":5,\"to_check\":[\"passwords changed since the backup\",…]}";

pub(super) const REVOKE: &str = "\
Examples:
  tasklane sessions revoke --user ada@example.org
  tasklane sessions revoke --all

With --json:
  {\"ended\":3}";

pub(super) const HEALTHCHECK: &str = "\
It asks /health/ready at BIND_ADDR, for 3 seconds at most.

With --json:
  {\"ready\":true}
  {\"ready\":false}                                 exits with 1, and standard error says why";

pub(super) const COMPLETIONS: &str = "\
Examples:
  tasklane completions bash > ~/.local/share/bash-completion/completions/tasklane
  tasklane completions zsh > ~/.zfunc/_tasklane   (a folder of $fpath)
  tasklane completions fish > ~/.config/fish/completions/tasklane.fish";

pub(super) const MAN: &str = "\
Examples:
  mkdir -p ~/.local/share/man/man1 && tasklane man ~/.local/share/man/man1 && man tasklane";

pub(super) const USER: &str = "\
With --json (list: one line for each user):
  {\"id\":1,\"email\":\"ada@example.org\",\"username\":\"ada\",\"name\":null,\"is_active\":true,
   \"created_at\":\"2026-11-21T11:18:42.489929Z\"}";

pub(super) const CREATE_USER: &str = "\
Examples:
  tasklane user create --email ada@example.org --username ada
  pass show tasks/ada | tasklane user create --email ada@example.org --username ada --password-stdin

Without --password-stdin it asks for the password on the terminal.";

pub(super) const UNLOCK: &str = "\
Examples:
  tasklane user unlock ada
  tasklane user unlock ada@example.org

Wrong passwords counted so far against the username, the e-mail address and the sessions of the user are void at once, on
every running server. Nothing else changes: sessions go on, and the password stays as it is.

With --json:
  {\"id\":1,\"email\":\"ada@example.org\",\"username\":\"ada\",\"name\":null,\"is_active\":true,
   \"created_at\":\"2026-11-21T11:18:42.489929Z\"}";
