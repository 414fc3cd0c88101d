"""Finding where records begin when each one only says how long it is.

A record's length leads to the next record, so a file is a chain of pointers. `follow` walks it one record at a time;
`walk` cuts the buffer into lanes, guesses a record start in each, steps all lanes at once and then proves the guesses:
lane 0 starts at a true record, and a lane is believed only if the one before lands exactly on its start. What is not
proved is followed record by record. The result is the same for any bytes and any guess.
"""

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FIRST_STEPS: Final = 256
"""Records followed singly before lanes are thought of; their mean length says whether lanes pay."""
WORTH_LANES: Final = 4096
FEW_LANES: Final = 24
"""A step over so few live lanes costs more than following each of them."""
STEPS_A_LOOK: Final = 8

Guess = Callable[[int, int], int]
"""(low, high) -> a likely record start in that range, or -1."""


@dataclass(frozen=True, slots=True)
class Chain:
    """How a record leads to the next: `next = at + max(beyond + u32(at + length_at), least)`."""

    order: str  # "<" or ">"
    length_at: int  # where in the record its length stands
    beyond: int  # bytes of the record that its length leaves out
    least: int  # bytes of the shortest step, so that a length of zero still leads on
    header: int  # bytes a record needs before its length can be trusted to be present


def follow(
    buffer: NDArray[np.uint8], chain: Chain, start: int, stop: int, most: int | None = None
) -> tuple[list[int], int]:
    """Follow the chain from `start` to the first position at or beyond `stop`, at most `most` records.

    Every position before `stop` must have its header inside the buffer. Returns the positions and where the chain
    leads after them.
    """
    length = struct.Struct(f"{chain.order}I").unpack_from
    view, length_at, beyond, least = buffer.data, chain.length_at, chain.beyond, chain.least
    found: list[int] = []
    at = start
    while at < stop and len(found) != most:
        found.append(at)
        size = beyond + length(view, at + length_at)[0]
        at += size if size > least else least
    return found, at


def walk(
    buffer: NDArray[np.uint8], chain: Chain, start: int, length: int, guess: Guess | None = None
) -> NDArray[np.int64]:
    """Positions of all records of `buffer[:length]` from `start` whose header is present; the last may be cut short.

    Args:
        buffer: the bytes.
        chain: how a record leads to the next.
        start: a true record start.
        length: valid bytes in `buffer`.
        guess: finds likely record starts; without it every record is followed.

    Returns:
        (n,) ascending positions.
    """
    stop = length - chain.header + 1
    first, at = follow(buffer, chain, start, stop, FIRST_STEPS if guess else None)
    parts = [np.array(first, np.int64)]
    if at < stop and guess is not None:
        mean = max((at - start) // len(first), 1)
        if (stop - at) // mean >= WORTH_LANES:
            proved, at = _lockstep(buffer, chain, _lane_starts(at, stop, mean, guess), stop)
            parts.append(proved)
        rest, _ = follow(buffer, chain, at, stop)
        parts.append(np.array(rest, np.int64))
    return np.concatenate(parts)


def _lane_starts(start: int, stop: int, mean: int, guess: Guess) -> list[int]:
    """The true start and a guessed one near each lane's beginning; a lane without a guess joins the one before."""
    # A guess costs about as much as a step of all lanes, so the square root of the records balances the two.
    width = (stop - start) // math.isqrt((stop - start) // mean)
    reach = min(max(4096, 8 * mean), width)
    guesses = (guess(low, min(low + reach, stop)) for low in range(start + width, stop, width))
    return [start, *(at for at in guesses if at >= 0)]


def _lockstep(buffer: NDArray[np.uint8], chain: Chain, starts: list[int], stop: int) -> tuple[NDArray[np.int64], int]:
    """Step all lanes at once; return the proved positions and the true position after them."""
    ends = np.array([*starts[1:], stop], np.int64)
    table = _step(buffer, chain, np.array(starts, np.int64), ends)
    counts = np.count_nonzero(table < ends, axis=0)
    late = np.flatnonzero(counts == len(table))
    landed = table[np.minimum(counts, len(table) - 1), np.arange(len(ends))]
    tails = {}
    for lane in late.tolist():
        tails[lane], landed[lane] = follow(buffer, chain, int(landed[lane]), int(ends[lane]))
    counts[late] -= 1
    missed = np.flatnonzero(landed[:-1] != ends[:-1])
    proved = int(missed[0]) + 1 if len(missed) else len(starts)
    return _in_order(table[:, :proved], counts[:proved], tails), int(landed[proved - 1])


def _step(buffer: NDArray[np.uint8], chain: Chain, at: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Step until few lanes are short of their ends; those that arrived step on, past the buffer if need be.

    Returns:
        (steps, lanes) where each lane stood.
    """
    lengths: NDArray[np.uint32] = np.ndarray((len(buffer) - 3,), f"{chain.order}u4", buffer, strides=(1,))
    readable = ends[-1] - 1 + chain.length_at
    least = chain.least - chain.beyond
    here, ahead = at + chain.length_at, ends + chain.length_at
    steps = [here]
    while np.count_nonzero(here < ahead) > FEW_LANES:
        for _ in range(STEPS_A_LOOK):
            size = lengths[np.minimum(here, readable)]
            here = here + (np.maximum(size, least) if least > 0 else size)
            here += chain.beyond
            steps.append(here)
    return np.array(steps, np.int64) - chain.length_at


def _in_order(table: NDArray[np.int64], counts: NDArray[np.int64], tails: dict[int, list[int]]) -> NDArray[np.int64]:
    """Put the lanes' positions end to end: the first `counts` of each column, then its tail."""
    stepped = table.T[np.arange(len(table)) < counts[:, None]]
    cuts = np.cumsum(counts)
    pieces: list[NDArray[np.int64]] = []
    last = 0
    for lane in sorted(lane for lane in tails if lane < len(counts)):
        pieces += [stepped[last : cuts[lane]], np.array(tails[lane], np.int64)]
        last = int(cuts[lane])
    return np.concatenate([*pieces, stepped[last:]])
