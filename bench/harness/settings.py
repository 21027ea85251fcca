"""The settings of the measured program: the defaults."""

SECRET_KEY = "benchmarks-need-a-key-that-everybody-may-know"


def tasklane_settings(url: str, port: int) -> dict[str, str]:
    return {"DATABASE_URL": url, "SECRET_KEY": SECRET_KEY, "BIND_ADDR": f"127.0.0.1:{port}"}
