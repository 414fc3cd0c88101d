"""Measure what reading a stream costs: microseconds of CPU time a message, without matching.

Run: python bench/read_streams.py
"""

import gzip
import json
import sys
import time
from collections.abc import Callable
from functools import partial

from agent.unwrap import Conversation

ROUNDS = 300

HEADERS = (
    b"Host: api.example.com\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\r\n"
    b"Accept: text/html,application/json;q=0.9\r\nAccept-Language: zh-CN,zh;q=0.9\r\n"
    b"Accept-Encoding: gzip, deflate, br\r\nCookie: sid=0123456789abcdef; theme=dark\r\nConnection: keep-alive\r\n"
)
RECORD = json.dumps([{"n": number, "note": "synthetic " * 3} for number in range(20)]).encode()[:1024]
OK = b"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/html\r\nContent-Length: 300\r\nConnection: keep-alive\r\n\r\n"


def post(body: bytes, extra: bytes) -> bytes:
    """A JSON upload."""
    return b"POST /v1/items HTTP/1.1\r\n" + HEADERS + b"Content-Type: application/json\r\n" + extra + b"\r\n" + body


def chunked(body: bytes) -> bytes:
    """A body in four chunks."""
    step = len(body) // 4 + 1
    chunks = [body[at : at + step] for at in range(0, len(body), step)]
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"


PACKED = gzip.compress(RECORD, mtime=0)
MESSAGES: dict[str, tuple[bytes, bytes]] = {
    "GET, 200 with 300 bytes": (b"GET /index.html HTTP/1.1\r\n" + HEADERS + b"\r\n", OK + b"x" * 300),
    "POST json 1 KB": (post(RECORD, b"Content-Length: %d\r\n" % len(RECORD)), b""),
    "POST chunked 1 KB": (post(chunked(RECORD), b"Transfer-Encoding: chunked\r\n"), b""),
    "POST gzip 1 KB": (post(PACKED, b"Content-Encoding: gzip\r\nContent-Length: %d\r\n" % len(PACKED)), b""),
    "GET, percent-encoded query": (b"GET /q?name=%E4%B8%AD&x=1 HTTP/1.1\r\n" + HEADERS + b"\r\n", b""),
}


def keep_alive(request: bytes, response: bytes) -> None:
    """One conversation of many messages, a feed each."""
    conversation = Conversation((1, 2), "tcp", (True, True), ports=(40000, 80))
    at = [0, 0]
    for _ in range(ROUNDS):
        for direction, message in enumerate((request, response)):
            if message:
                conversation.feed(direction, at[direction], [memoryview(message)], 0)
                at[direction] += len(message)


def one_each(request: bytes, response: bytes) -> None:
    """A conversation a message."""
    for _ in range(ROUNDS):
        conversation = Conversation((1, 2), "tcp", (True, True), ports=(40000, 80))
        for direction, message in enumerate((request, response)):
            if message:
                conversation.feed(direction, 0, [memoryview(message)], 0)
        conversation.close(0)
        conversation.close(1)


def raw_feeds(payload: bytes) -> Callable[[], None]:
    """Feeds of one conversation that no protocol recognises."""

    def run() -> None:
        conversation = Conversation((1, 2), "tcp", (True, True))
        conversation.feed(0, 0, [memoryview(b"\x01" * (64 << 10))], 0)
        for number in range(ROUNDS):
            conversation.feed(0, (64 << 10) + number * len(payload), [memoryview(payload)], 0)

    return run


def skipped_feeds() -> None:
    """Feeds of a direction that need not be fed."""
    conversation = Conversation((1, 2), "tcp", (True, False))
    conversation.feed(1, 0, [memoryview(b"\x01" * (64 << 10))], 0)
    for _ in range(ROUNDS):
        conversation.feed(1, 0, [memoryview(b"\x01" * 1400)], 0)


def conversations() -> None:
    """Conversations that are never fed."""
    for _ in range(ROUNDS):
        Conversation((1, 2), "tcp", (True, True), ports=(40000, 80))


def report(name: str, run: Callable[[], None], per_round: int = 1) -> None:
    """Print the best of many."""
    times = []
    for _ in range(25):
        started = time.process_time()
        run()
        times.append(time.process_time() - started)
    sys.stdout.write(f"{name:42} {min(times) / ROUNDS / per_round * 1e6:7.2f} µs\n")


def main() -> None:
    """Print a line a case."""
    for name, (request, response) in MESSAGES.items():
        messages = 1 + bool(response)
        report(f"{name}, keep-alive", partial(keep_alive, request, response), messages)
        report(f"{name}, own conversation", partial(one_each, request, response), messages)
    report("raw feed of 1400 bytes", raw_feeds(b"\x01" * 1400))
    report("skipped feed", skipped_feeds)
    report("new conversation", conversations)


if __name__ == "__main__":
    main()
