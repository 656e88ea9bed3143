"""A mail server of a few lines, that a test may keep silent."""

import socketserver
import threading
from contextlib import suppress
from email import message_from_bytes
from email.header import decode_header, make_header

PATIENCE = 60


class Conversation(socketserver.StreamRequestHandler):
    """One connection: silent until the server is open, then as short an SMTP as Django needs."""

    server: "MailServer"

    def handle(self) -> None:
        with suppress(ConnectionError):
            self.server.callers += 1
            self.server.is_open.wait(PATIENCE)
            self.say(b"220 ready")
            while line := self.rfile.readline():
                self.answer(line[:4].upper())

    def answer(self, verb: bytes) -> None:
        if verb == b"DATA":
            self.say(b"354 go on")
            lines = iter(self.rfile.readline, b".\r\n")
            self.server.take(b"".join(lines))
        self.say(b"221 bye" if verb == b"QUIT" else b"250 ok")

    def say(self, reply: bytes) -> None:
        self.wfile.write(reply + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps the subjects of what it was given, in order, and how many times it was called."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.is_open = threading.Event()
        self.subjects: list[str] = []
        self.callers = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def take(self, content: bytes) -> None:
        self.subjects.append(str(make_header(decode_header(message_from_bytes(content)["Subject"]))))

    def start_over(self, *, is_open: bool) -> None:
        """Forget what came before, and answer or stay silent."""
        self.subjects, self.callers = [], 0
        if is_open:
            self.is_open.set()
        else:
            self.is_open.clear()
