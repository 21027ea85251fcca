"""python_trial.py LIBRARY BASE USERNAME PASSWORD: an API client in Python, with requests or httpx."""

import json
import re
import sys

library, base, username, password = sys.argv[1:]
api = f"{base}/api/v1"
TIMEOUT = 240

if library == "requests":
    import requests

    session = requests.Session()

    def send(method, path, **options):
        return session.request(method, path if "://" in path else f"{api}{path}", timeout=TIMEOUT, **options)

    def stream(headers):
        return session.get(f"{api}/tasks/stream", headers=headers, stream=True, timeout=TIMEOUT)

    def lines(response):
        return response.iter_lines(chunk_size=1, decode_unicode=True)

else:
    import httpx

    session = httpx.Client(base_url=api, timeout=TIMEOUT)

    def send(method, path, **options):
        if "data" in options and not isinstance(options["data"], dict):
            options["content"] = options.pop("data")
        return session.request(method, path, **options)

    def stream(headers):
        request = session.build_request("GET", "/tasks/stream", headers=headers)
        return session.send(request, stream=True)

    def lines(response):
        return response.iter_lines()


def expect(status, response):
    assert response.status_code == status, f"{response.status_code}: {response.text}"
    return response.json() if response.content else None


def log_in():
    token = expect(200, send("POST", "/auth/login", data={"username": username, "password": password}))["access_token"]
    session.headers["Authorization"] = f"Bearer {token}"


def create(title, **members):
    return expect(201, send("POST", "/tasks", json={"title": title, **members}))


def filters_by_lists():
    for status in ("pending", "in_progress", "completed"):
        create(status, status=status)
    for name in ("status", "status[]"):
        tasks = expect(200, send("GET", "/tasks", params={name: ["pending", "completed"], "sort": "title"}))
        assert [task["title"] for task in tasks] == ["completed", "pending"], name
    problem = expect(422, send("GET", "/tasks", params={"state": "pending", "_": "1"}))
    assert problem["errors"][0]["loc"] == ["query", "state"], problem
    assert len(problem["errors"]) == 1, problem


def follows_pages():
    def by_link(response):
        following = response.links.get("next")
        return following and (following["url"], {})

    def by_cursor(response):
        cursor = response.headers.get("X-Next-Cursor")
        return cursor and ("/tasks", {"params": {"limit": 2, "cursor": cursor}})

    expected = [task["id"] for task in expect(200, send("GET", "/tasks", params={"limit": 1000}))]
    assert len(expected) >= 3
    for follow in (by_link, by_cursor):
        ids, request = [], ("/tasks", {"params": {"limit": 2}})
        while request:
            response = send("GET", request[0], **request[1])
            ids += [task["id"] for task in expect(200, response)]
            request = follow(response)
        assert ids == expected, (follow.__name__, ids)


def sends_what_windows_writes():
    """Sends a byte order mark, and the charset without a hyphen."""
    body = json.dumps({"title": "Grüße"}).encode("utf-8-sig")
    task = expect(201, send("POST", "/tasks", data=body, headers={"Content-Type": "application/json; charset=UTF8"}))
    assert task["title"] == "Grüße", task
    headers = {"Content-Type": "application/merge-patch+json;charset=utf8"}
    body = json.dumps({"title": "Hallo"}).encode("utf-8-sig")
    task = expect(200, send("PATCH", f"/tasks/{task['id']}", data=body, headers=headers))
    assert task["title"] == "Hallo", task
    done = expect(200, send("POST", "/tasks/import", data=b"title\r\nBrot\r\n", headers={"Content-Type": "text/csv;charset=utf8"}))
    assert done["created"] == 1, done
    export = send("GET", "/tasks/export", params={"format": "csv"})
    times = re.findall(r"\d{4}-\d\d-\d\dT[^,\r\n]*", export.text)
    assert times and all(re.fullmatch(r"[-\d]{10}T[:\d]{8}\.\d{6}Z", time) for time in times), times


def events(response):
    event = {}
    for line in lines(response):
        if line == "" and "data" in event:
            yield event["event"], json.loads(event["data"]), event["id"]
            event = {}
        elif line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            event[name] = value


def follows_changes():
    opened = stream({"Accept": "text/event-stream"})
    first = events(opened)
    name, data, last = next(first)
    assert (name, data) == ("ready", {}), (name, data)
    create("One")
    name, data, last = next(first)
    assert (name, data["title"]) == ("task.upsert", "One"), (name, data)
    opened.close()
    create("Two")
    opened = stream({"Accept": "text/event-stream", "Last-Event-ID": last})
    again = events(opened)
    assert next(again) == ("ready", {}, last)
    name, data, _ = next(again)
    assert (name, data["title"]) == ("task.upsert", "Two"), (name, data)
    opened.close()


log_in()
for step in (filters_by_lists, follows_pages, sends_what_windows_writes, follows_changes):
    step()
print("all steps done")
