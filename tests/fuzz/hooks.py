"""Provides accounts with tasks for the generated requests. Replaces the account after a request that may end a session."""

import itertools
import json
import os
import urllib.request

import schemathesis

PASSWORD = "correct horse"
V1 = os.environ["FUZZED_ADDRESS"] + "/api/v1"


class Account:
    """The account that sends the requests."""

    numbers = itertools.count(1)

    def __init__(self):
        name = f"fuzz-{next(self.numbers)}"
        account = {"email": f"{name}@example.org", "username": name, "password": PASSWORD}
        self.id = self.post("/auth/register", account)["id"]
        self.token = self.post("/auth/login", account)["access_token"]
        self.tasks = [self.post("/tasks", {"title": title})["id"] for title in ("One", "Two", "Three")]

    def post(self, path, body):
        headers = {"Content-Type": "application/json"}
        if hasattr(self, "token"):
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(V1 + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request) as response:
            return json.load(response)


account = None


@schemathesis.auth(refresh_interval=None)
class Bearer:
    def get(self, case, context):
        global account
        if account is None:
            account = Account()
        return account

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data.token}"


@schemathesis.hook
def before_call(context, case, kwargs):
    """Replaces half of the integer ids with the id of the account or of one of its tasks."""
    if account is None or not case.path_parameters:
        return
    for name, value in case.path_parameters.items():
        if isinstance(value, int) and value % 2:
            case.path_parameters[name] = account.id if name == "user_id" else account.tasks[value % 3]


@schemathesis.hook
def after_call(context, case, response):
    """Uses a new account after each successful deletion and each successful `auth` request, such as a logout."""
    global account
    path, method = case.operation.path, case.operation.method.upper()
    if response.status_code < 300 and ("/auth/" in path or method == "DELETE"):
        account = None
