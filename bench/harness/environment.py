"""State shared by all measurements."""

from dataclasses import dataclass

from harness.data import Owners
from harness.database import Database
from harness.tokens import Tokens


@dataclass(frozen=True)
class Environment:
    database: Database
    owners: Owners
    tokens: Tokens
