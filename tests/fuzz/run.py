"""Fuzzes the API on SQLite, and on PostgreSQL if TEST_DATABASE_URL names a server. Usage: `run.py EXAMPLES`."""

import contextlib
import os
import pathlib
import re
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

import pg8000.native

HERE = pathlib.Path(__file__).parent
MAX_WAIT = 240  # seconds; a generous upper bound


@contextlib.contextmanager
def server(database_url):
    """Runs the program with a minimal environment and yields its address."""
    settings = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database_url,
        "BIND_ADDR": "127.0.0.1:0",
        "SECRET_KEY": secrets.token_urlsafe(32),
        "BCRYPT_COST": "10",
        "ACCESS_TOKEN_EXPIRE_MINUTES": "1440",
        "MAX_TASKS_PER_USER": "1000000",
        "MAX_BYTES_PER_USER": "1099511627776",
        "RATE_LIMIT_ENABLED": "false",
        "LOG_FORMAT": "json",
    }
    with tempfile.TemporaryDirectory() as place:
        log = pathlib.Path(place, "log")
        with log.open("wb") as output:
            program = os.environ["TASKLANE_BIN"]
            process = subprocess.Popen([program], cwd=place, env=settings, stdout=output, stderr=output)
        try:
            yield ready(process, log)
        finally:
            process.terminate()
            process.wait()
            for line in log.read_text().splitlines():
                if '"level":"ERROR"' in line or "panicked" in line:
                    print(line, file=sys.stderr)


def ready(process, log):
    deadline = time.monotonic() + MAX_WAIT
    while time.monotonic() < deadline and process.poll() is None:
        if match := re.search(r'"serving the API","url":"(http://[^/"]+)', log.read_text()):
            with contextlib.suppress(urllib.error.HTTPError):
                urllib.request.urlopen(f"{match[1]}/health/ready").close()
                return match[1]
        time.sleep(0.1)
    sys.exit(f"the server does not become ready:\n{log.read_text()}")


@contextlib.contextmanager
def postgres(url):
    """Creates a database on the server of `url` and yields its URL."""
    parts = urllib.parse.urlsplit(url)
    name = f"tasklane_fuzz_{secrets.token_hex(8)}"

    def at_the_server(statement):
        connection = pg8000.native.Connection(
            parts.username, parts.hostname, parts.path[1:], parts.port or 5432, parts.password
        )
        connection.run(statement)
        connection.close()

    at_the_server(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield parts._replace(path=f"/{name}").geturl()
    finally:
        at_the_server(f"DROP DATABASE {name} WITH (FORCE)")


def fuzz(database, address, examples):
    print(f"Fuzzing on {database}: up to {examples} generated requests for each operation", flush=True)
    schemathesis = pathlib.Path(sys.executable).with_name("schemathesis")
    command = [schemathesis, "--config-file", HERE / "schemathesis.toml", "run", f"{address}/api/openapi.json"]
    command += [f"--max-examples={examples}", "--no-color", *sys.argv[2:]]
    settings = {**os.environ, "FUZZED_ADDRESS": address, "SCHEMATHESIS_HOOKS": str(HERE / "hooks.py")}
    # Use a new folder, because stored examples would change the next run.
    with tempfile.TemporaryDirectory() as place:
        return subprocess.run(command, cwd=place, env=settings).returncode


def main():
    examples = int(sys.argv[1])
    with server("sqlite:fuzz.db") as address:
        failed = fuzz("SQLite", address, examples)
    if there := os.environ.get("TEST_DATABASE_URL"):
        with postgres(there) as url, server(url) as address:
            failed = fuzz("PostgreSQL", address, examples) or failed
    else:
        print("Skipping PostgreSQL: TEST_DATABASE_URL is not set")
    sys.exit(failed)


main()
