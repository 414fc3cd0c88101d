"""The body of an HTTP/1.x message as a part, and what of a head is escaped."""

from functools import partial

from agent.contents.format import Inlet
from agent.contents.media import FORM, Ranges, escaped
from agent.protocols.http1.framing import CHUNKED, codings
from agent.protocols.http1.head import Head
from agent.protocols.reader import Sink


def begin_body(sink: Sink, direction: int, kind: str, head: Head, framing: int, ranges: Ranges) -> Inlet:
    """The body that a head announces: a new part, or one that goes on with another range."""
    value = head.fields.get(b"content-range")
    if value is None:
        return _begin(sink, direction, kind, head, exact=framing != CHUNKED)
    return ranges.begin(head.target, value, partial(_begin, sink, direction, kind, head, exact=False))


def give_escaped(sink: Sink, direction: int, path: str, target: bytes, fields: bytes, at: int) -> None:
    """Give what of a head is percent-encoded as parts of its own."""
    for label, text in escaped(target, fields):
        sink.at(at)
        part = sink.begin(direction, path + label, type=FORM)
        part.write((text,))
        part.end()


def _begin(sink: Sink, direction: int, kind: str, head: Head, *, exact: bool) -> Inlet:
    return sink.begin(
        direction,
        f"http.{kind}.body",
        name=head.file_name(),
        type=head.text(b"content-type"),
        codings=codings(head),
        exact=exact,
    )
