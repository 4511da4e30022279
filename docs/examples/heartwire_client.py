#!/usr/bin/env python3
"""A Heartwire client by the documentation alone: Python 3 standard library, docs/protocol.md.

    python3 heartwire_client.py --port 7400 --client-id dev-1 --seconds 30

Logs in, keeps the connection alive, answers pings and messages, sends each --deliver TYPE=TEXT until it
is acknowledged (again later where the server had no room for it), comes back as close codes advise, and
leaves with a goodbye after --seconds. Writes one line per event to standard output. Exits with
0 if it left by itself, with 3 if the server told it not to come back.
"""
import argparse
import random
import select
import socket
import struct
import sys
import time

PING, PONG, MESSAGE, ACK, HELLO, WELCOME, GOODBYE, REFUSAL = range(1, 9)
NAMES = {PING: "PING", PONG: "PONG", MESSAGE: "MESSAGE", ACK: "ACK", WELCOME: "WELCOME",
         GOODBYE: "GOODBYE", REFUSAL: "REFUSAL"}
BUSY = 1


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number, value):
    """One field: an int as a varint, a float as eight bytes, anything else with its length."""
    if isinstance(value, float):
        return varint(number << 3 | 1) + struct.pack("<d", value)
    if isinstance(value, int):
        return varint(number << 3) + varint(value) if value else b""
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def frame(kind, *fields):
    content = field(kind, b"".join(fields))
    return varint(len(content)) + content


def read_varint(data, at):
    """The value and where it ends; None if the data ends before it does."""
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            return None
        value |= (data[at] & 0x7F) << shift
        at += 1
        if data[at - 1] < 0x80:
            return value, at
    raise ValueError("a varint of more than 10 bytes")


def fields(data):
    """All fields of a message: number -> list of values. Whatever is unknown is just not asked for."""
    found, at = {}, 0
    while at < len(data):
        tag, at = read_varint(data, at)
        wire = tag & 7
        if wire == 0:
            value, at = read_varint(data, at)
        elif wire == 1:
            value, at = struct.unpack_from("<d", data, at)[0], at + 8
        elif wire == 2:
            length, at = read_varint(data, at)
            value, at = data[at:at + length], at + length
        elif wire == 5:
            value, at = data[at:at + 4], at + 4
        else:
            raise ValueError("wire type %d" % wire)
        found.setdefault(tag >> 3, []).append(value)
    return found


def one(found, number, default):
    return found.get(number, [default])[-1]


class Delivery:
    """A message that is sent until it is acknowledged, over as many connections as it takes."""

    def __init__(self, kind, text):
        self.kind, self.text, self.wait, self.due = kind, text, 1.0, 0.0

    def busy(self, now):
        """The server had no room: not before 1 s, and twice as long each time, up to a minute."""
        self.due, self.wait = now + self.wait, min(60.0, 2 * self.wait)


class Connection:
    """One connection, from the login to its end; `run` returns (code, retry_after_ms)."""

    def __init__(self, args, deadline, last, outbox, seen):
        self.args, self.deadline, self.last = args, deadline, last
        self.outbox, self.seen = outbox, seen
        self.buffer, self.sequence, self.srtt = b"", 0, 0.2
        self.interval, self.session, self.endpoints = None, "", []
        self.welcomed_at = None

    def send(self, data):
        self.socket.sendall(data)
        self.wrote_at = time.monotonic()

    def ping(self):
        self.sequence += 1
        status = field(3, self.args.load) + field(4, "ok")
        self.send(frame(PING, field(1, self.sequence), field(2, status)))
        self.asked_at = time.monotonic()
        log("PING", self.sequence)

    def run(self):
        self.socket = socket.create_connection((self.args.host, self.args.port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.read_at = self.wrote_at = time.monotonic()
            self.asked_at, self.unanswered = None, 0
            self.send(frame(HELLO, field(1, 1), field(3, self.args.client_id),
                            field(5, self.args.credential) if self.args.credential else b"",
                            field(6, "heartwire_client.py/1"), self.report()))
            return self.loop()
        finally:
            self.socket.close()

    def report(self):
        if not self.last:
            return b""
        session, cause, ended_at, read_at = self.last
        now = time.monotonic()
        return field(9, field(1, session) + field(2, cause)
                     + field(3, int((now - ended_at) * 1000))
                     + field(4, int((now - read_at) * 1000)))

    def loop(self):
        while True:
            now = time.monotonic()
            if now >= self.deadline:
                self.send(frame(GOODBYE, field(1, 4300), field(2, "done")))
                return 4300, 0
            if self.interval is None and now - self.read_at > 15:
                return "NO_WELCOME", 0
            if self.interval is not None and not self.alive(now):
                return "NO_PONG", 0
            if self.interval is not None:
                self.deliver(now)
            readable, _, _ = select.select([self.socket], [], [], 0.05)
            if not readable:
                continue
            data = self.socket.recv(65536)
            if not data:
                return "FIN", 0
            self.read_at, self.unanswered = time.monotonic(), 0
            if self.asked_at is not None:
                self.srtt += (self.read_at - self.asked_at - self.srtt) / 8
                self.asked_at = None
            self.buffer += data
            for kind, content in self.frames():
                end = self.received(kind, content)
                if end:
                    return end

    def alive(self, now):
        """Pings when idle; false once three pings in a row were not answered."""
        if self.asked_at is not None:
            if now - self.asked_at >= min(8.0, max(3.0, 4 * self.srtt)):
                self.unanswered += 1
                if self.unanswered == 3:
                    return False
                self.ping()
        elif now - self.read_at >= self.interval or now - self.wrote_at >= self.interval:
            self.ping()
        return True

    def deliver(self, now):
        for name, message in self.outbox.items():
            if message.due is not None and now >= message.due:
                message.due = None  # until it is acknowledged, refused, or the connection ends
                self.send(frame(MESSAGE, field(1, message.kind), field(2, name),
                                field(3, message.text), field(4, 1)))
                log("SENT", name)

    def frames(self):
        while True:
            prefix = read_varint(self.buffer, 0)
            if prefix is None or len(self.buffer) < prefix[0] + prefix[1]:
                return
            length, start = prefix
            content, self.buffer = self.buffer[start:start + length], self.buffer[start + length:]
            for kind, values in fields(content).items():
                yield kind, values[-1]

    def received(self, kind, content):
        if kind not in NAMES:
            return None  # a frame of a later version
        found = fields(content)
        if kind == WELCOME:
            self.session = one(found, 1, b"").decode()
            self.interval = one(found, 3, 50_000) / 1000
            self.welcomed_at = time.monotonic()
            log("WELCOME", "session=%s epoch=%d intervalMs=%d timeoutMs=%d" % (
                self.session, one(found, 2, 0), one(found, 3, 0), one(found, 4, 0)))
            self.ping()
        elif kind == PING:
            self.send(frame(PONG, field(1, one(found, 1, 0))))
            self.obey(one(found, 4, b""))
            log("ASKED", one(found, 1, 0))
        elif kind == PONG:
            self.obey(one(found, 3, b""))
            log("PONG", one(found, 1, 0))
        elif kind == MESSAGE:
            name = one(found, 2, b"")
            if name not in self.seen:
                log("MESSAGE", one(found, 1, b"").decode())
            if one(found, 4, 0):  # it comes again until it is acknowledged, and perhaps after
                self.seen[name] = True
                if len(self.seen) > 1000:
                    del self.seen[next(iter(self.seen))]
                self.send(frame(ACK, field(1, name)))
        elif kind == ACK:
            name = one(found, 1, b"").decode()
            self.outbox.pop(name, None)
            log("ACK", name)
        elif kind == REFUSAL:
            self.refused(one(found, 1, b"").decode(), one(found, 2, 0))
        elif kind == GOODBYE:
            log("GOODBYE", "%d %s" % (one(found, 1, 0), one(found, 2, b"").decode()))
            self.endpoints = [e.decode() for e in found.get(4, [])]
            return one(found, 1, 0), one(found, 3, 0)
        return None

    def refused(self, name, cause):
        message = self.outbox.get(name)
        log("REFUSED", "%s cause=%d" % (name, cause))
        if message is None:
            return
        if cause == BUSY:
            message.busy(time.monotonic())
        else:
            del self.outbox[name]  # it may well fail again: the application's decision

    def obey(self, directives):
        interval = one(fields(directives), 1, 0)
        if interval:
            self.interval = interval / 1000
            log("INTERVAL", interval)


def log(event, what=""):
    print(event, what, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=7400)
    parser.add_argument("--client-id", default="python-1")
    parser.add_argument("--credential", default="")
    parser.add_argument("--load", type=float, default=0.1)
    parser.add_argument("--deliver", action="append", default=[], metavar="TYPE=TEXT")
    parser.add_argument("--seconds", type=float, default=30)
    args = parser.parse_args()
    deadline, last, sleep, attempts = time.monotonic() + args.seconds, None, 0.0, []
    run = "%08x" % random.getrandbits(32)  # an id is for one message only, for ever
    outbox = {"%s-m%d" % (run, i): Delivery(*each.partition("=")[::2])
              for i, each in enumerate(args.deliver)}
    seen = {}
    wait = random.uniform(0, 1) if args.seconds > 5 else 0
    while time.monotonic() + wait < deadline:
        time.sleep(wait)
        connection = Connection(args, deadline, last, outbox, seen)
        try:
            code, retry_after_ms = connection.run()
        except OSError as e:
            code, retry_after_ms = type(e).__name__, 0
        now = time.monotonic()
        for message in outbox.values():
            message.due = 0.0 if message.due is None else message.due
        log("CLOSED", code)
        if code == 4300 and now >= deadline:
            return 0
        if isinstance(code, int) and 4200 <= code <= 4499:
            return 3
        if connection.welcomed_at is not None:
            last = (connection.session, str(code), now, connection.read_at)
            if now - connection.welcomed_at >= 60:
                sleep = 0.0
        if connection.endpoints:
            args.host, port = connection.endpoints[0].rsplit(":", 1)
            args.port = int(port)
        sleep = random.uniform(1.0, min(60.0, max(2.0, 3 * sleep)))
        later = isinstance(code, int) and 4100 <= code <= 4199 and not retry_after_ms
        attempts = [at for at in attempts if now - at < 60] + [now]
        wait = max(60.0 if later else sleep, retry_after_ms / 1000)
        if len(attempts) >= 10:
            wait = max(wait, attempts[0] + 60 - now)
    return 0


if __name__ == "__main__":
    sys.exit(main())
