"""The readable parts of one file, read as the wire is: through the same formats, under the same budget."""

from agent.budget import DEFAULT_LIMITS
from agent.contents.slot import Slot
from agent.contents.walk import Walk


def readable_parts(data: bytes, name: str = "") -> tuple[list[bytes], list[str]]:
    """The texts that detectors would see of a file, and what of it could not be read, by reason."""
    unread: dict[str, int] = {}
    over_budget: list[str] = []
    walk = Walk(DEFAULT_LIMITS, listing=False, drain=None, unread=unread, over_budget=over_budget)
    slot = Slot(walk, 0, "file", name=name)
    slot.write([data])
    runs = walk.take()
    slot.end()
    texts: dict[int, bytearray] = {}
    for run in (*runs, *walk.take()):
        if run.inspect:
            texts.setdefault(run.id, bytearray()).extend(b"".join(run.pieces)[run.seen :])
    return [bytes(text) for text in texts.values()], [*unread, *over_budget]
