"""What one chunk may cost in memory: many flows that decompress are inspected a few at a time."""

import gzip
from collections.abc import Callable, Sequence
from datetime import date

from agent import reading
from agent.flows import FlowTable
from agent.reading import CrossingReader
from policies.finding import Finding
from policies.inspection import Inspector
from policies.part import Part
from policies.quota import Quota

FLOWS = 40
TEXT = b"a line of nothing\n" * 60_000 + b"id 11010519491231002X \n"  # the example of GB 11643 itself, of nobody
BODY = gzip.compress(TEXT, mtime=0)
REQUEST = b"POST / HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)


class Weighed(Inspector):
    """An inspector that remembers how many bytes it was given at once."""

    def inspect(self, parts: Sequence[Part], quota: Quota | None = None) -> list[Finding]:
        self.most = max(getattr(self, "most", 0), sum(part.size for part in parts))
        return super().inspect(parts, quota)


def test_a_chunk_of_compressed_bodies_is_inspected_in_bounded_batches(chunks: Callable, sent: Callable) -> None:
    inspector = Weighed(b"k" * 32, None, until=date(2026, 1, 1))
    reader = CrossingReader(FlowTable(), inspector)
    flows = [("10.0.0.1", 40_000 + number) for number in range(FLOWS)]
    segments = [sent(home, ("192.0.2.9", 80), REQUEST, "A", 1) for home in flows]
    (packets,) = chunks(segments, ())
    tracked = reader._table.track(packets)
    reader._table.leaves[tracked.touched] = 1
    reader.open(tracked.touched)
    reader.read(packets, tracked)
    assert FLOWS * len(TEXT) > 2 * reading.DECODED_BYTES
    assert inspector.most < reading.DECODED_BYTES + 2 * len(TEXT)
    assert len(reader.tallies) == FLOWS
