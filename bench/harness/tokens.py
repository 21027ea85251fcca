"""Creates an access token for every user, after a single login.

A login intentionally takes about 0.3 s of processor time. So the session row of one login is copied for every user, and
the tokens are signed here with the server's secret key.
"""

import base64
import hashlib
import hmac
import json
import time
import uuid
from typing import Any

from harness.database import Database

COLUMNS = """
SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = 'sessions' AND column_name NOT IN ('user_id', 'id')"""


class Tokens:
    def __init__(self, database: Database, secret_key: str, example: str) -> None:
        self._secret_key = secret_key
        self._header, claims, _ = example.split(".")
        self._claims: dict[str, Any] = json.loads(_decoded(claims))
        self._sessions = self._open_sessions(database)

    def fresh(self) -> list[str]:
        """Returns tokens ordered by user id, from 1, with the same lifetime as the server's tokens."""
        now = int(time.time())
        lifetime = self._claims["exp"] - self._claims["iat"]
        times = {"iat": now, "exp": now + lifetime}
        return [self._sign(user, session, times) for user, session in self._sessions]

    def _open_sessions(self, database: Database) -> list[tuple[int, str]]:
        first = int(self._claims["sub"])
        columns = database.value(COLUMNS)
        database.rows(
            f"""
            INSERT INTO sessions (user_id, id, {columns})
            SELECT users.id, gen_random_uuid(), {columns.replace("created_at", "sessions.created_at")}
            FROM sessions, users WHERE sessions.user_id = {first} AND users.id <> {first}"""
        )
        opened = database.rows("SELECT DISTINCT ON (user_id) user_id, id FROM sessions ORDER BY user_id")
        return [(user, str(session)) for user, session in opened]

    def _sign(self, user: int, session: str, times: dict[str, int]) -> str:
        claims = {**self._claims, "sub": str(user), "sid": session, "jti": str(uuid.uuid4()), **times}
        # Remove the claim `nbf` of the example token, if it has one.
        claims.pop("nbf", None)
        signed = f"{self._header}.{_encoded(json.dumps(claims, separators=(',', ':')).encode())}"
        signature = hmac.new(self._secret_key.encode(), signed.encode(), hashlib.sha256).digest()
        return f"{signed}.{_encoded(signature)}"


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
