"""SMTP servers for tests, on free ports of 127.0.0.1.

Each line of the standard input is a JSON object: {"start": OPTIONS} starts a server (see `SmtpOptions` in src/testing), and
{"stop": PORT} stops it. Each line of the output is a JSON object with the port of a server, and an event: `started`, `stopped`, or
`accepted` with a message. The program ends when its standard input ends.
"""

import asyncio
import base64
import email
import email.policy
import json
import logging
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


def write(record):
    sys.stdout.write(json.dumps(record) + "\n")
    sys.stdout.flush()


class TestServer(SMTP):
    """An SMTP server that can send a given reply, hang or disconnect at each phase of a connection.

    The phases are GREETING, EHLO, STARTTLS, TLS, EHLO-TLS (the second EHLO), AUTH, MAIL, RCPT, DATA, MESSAGE and QUIT.
    """

    def __init__(self, handler, faults, **options):
        super().__init__(handler, **options)
        self.phase = "GREETING"
        self.faults = faults
        self.failed = set()
        for name, method in list(self._smtp_methods.items()):
            self._smtp_methods[name] = self.in_phase(name, method)

    def in_phase(self, name, method):
        async def run(argument):
            self.phase = "EHLO-TLS" if name == "EHLO" and self._tls_protocol else name
            await method(argument)

        return run

    async def push(self, status):
        text = status if isinstance(status, str) else status.decode()
        if self.phase in self.failed:
            return
        # A challenge of AUTH is not the final reply to AUTH.
        if self.phase in self.faults and not text.startswith("334"):
            self.failed.add(self.phase)
            text = await self.fail(self.faults[self.phase])
        await super().push(text)
        if self.phase == "STARTTLS" and "TLS" in self.faults:
            await self.fail(self.faults["TLS"])
        if self.phase == "DATA" and text.startswith("354"):
            self.phase = "MESSAGE"

    async def fail(self, fault):
        if fault == "hang":
            await asyncio.Event().wait()
        elif fault == "cut":
            self.transport.abort()
            await asyncio.Event().wait()
        elif fault.startswith("echo "):
            # Some servers quote the message that they reject.
            return fault.removeprefix("echo ") + " " + self.received_text()
        return fault

    def received_text(self):
        if self.envelope is None or self.envelope.content is None:
            return ""
        return " ".join(self.envelope.content.decode("utf-8", "replace").split())


class Handler:
    async def handle_DATA(self, server, session, envelope):
        parsed = email.message_from_string(envelope.content.decode(), policy=email.policy.default)
        part = {kind: parsed.get_body(preferencelist=(kind,)) for kind in ("plain", "html")}
        write(
            {
                "event": "accepted",
                "port": server.transport.get_extra_info("sockname")[1],
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "parameters": envelope.mail_options,
                "client": session.host_name,
                "user": session.login_data.decode() if session.login_data else None,
                "is_encrypted": server.transport.get_extra_info("ssl_object") is not None,
                "headers": [[name, str(value)] for name, value in parsed.items()],
                "defects": [repr(defect) for value in parsed.values() for defect in value.defects],
                "text": part["plain"] and part["plain"].get_content(),
                "html": part["html"] and part["html"].get_content(),
                "raw": base64.b64encode(envelope.content).decode(),
            }
        )
        return "250 2.0.0 Ok: queued as 4F1D2"


async def disconnect_or_hang(reader, writer, fault):
    """Disconnects, or never replies to the TLS handshake of a client."""
    if fault == "cut":
        writer.transport.abort()
    else:
        await asyncio.Event().wait()


async def listen(options):
    login = options["login"]
    context = None
    if options["encryption"] != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options["certificate"], options["key"])
    is_implicit = options["encryption"] == "implicit"
    faults = options["faults"]
    if is_implicit and "TLS" in faults:
        fail = lambda reader, writer: disconnect_or_hang(reader, writer, faults["TLS"])
        return await asyncio.start_server(fail, "127.0.0.1", 0)

    def authenticate(server, session, envelope, mechanism, data):
        assert isinstance(data, LoginPassword)
        is_correct = login is not None and [data.login.decode(), data.password.decode()] == login
        return AuthResult(success=is_correct, handled=False, auth_data=data)

    def connect():
        return TestServer(
            Handler(),
            faults,
            hostname="mail.test",
            enable_SMTPUTF8=options["smtputf8"],
            tls_context=None if is_implicit else context,
            require_starttls=options["encryption"] == "required",
            auth_required=login is not None,
            auth_require_tls=False,
            auth_exclude_mechanism=[name for name in ("PLAIN", "LOGIN") if name not in options["mechanisms"]],
            authenticator=authenticate,
        )

    loop = asyncio.get_running_loop()
    return await loop.create_server(connect, "127.0.0.1", 0, ssl=context if is_implicit else None)


async def main():
    servers = {}
    # The input ends when the test process ends, for any reason.
    while line := await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline):
        command = json.loads(line)
        if "start" in command:
            server = await listen(command["start"])
            port = server.sockets[0].getsockname()[1]
            servers[port] = server
            write({"event": "started", "port": port})
        else:
            port = command["stop"]
            servers.pop(port).close()
            write({"event": "stopped", "port": port})


logging.disable()
warnings.simplefilter("ignore")
asyncio.run(main())
