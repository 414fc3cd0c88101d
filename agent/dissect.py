"""The one door to pyshark and tshark: which protocols an incident's frames hold, layer by layer.

Rule 1: a line tells layers, flags and lengths, never a payload value.
Rule 2: pyshark owns an asyncio loop and a child watcher that work on a main thread only, so it runs
in a process of its own that this module starts; a capture that crashes it takes nothing else along.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

FRAMES_AT_MOST: Final = 100
SECONDS_AT_MOST: Final = 120

_LENGTHS: Final = (("ip", "len"), ("ipv6", "plen"), ("tcp", "len"), ("udp", "length"))
"""Layer and field of the lengths worth a place in the line, outermost first."""


class DissectorMissing(Exception):
    """tshark, pyshark or the capture is absent or unusable; the operator brings or mends it."""


def explain_frames(capture: str, frame_numbers: Sequence[int]) -> list[str]:
    """One line a frame: its number, its length on the wire, and its layers from the outside in.

    Args:
        capture: path of a capture file as tshark reads it.
        frame_numbers: from 1; the first FRAMES_AT_MOST distinct ones are explained.

    Raises:
        DissectorMissing: tshark is not installed or ended without an answer, or the capture is not there.
    """
    wanted = sorted({number for number in frame_numbers if number > 0})[:FRAMES_AT_MOST]
    if not wanted:
        return []
    if not Path(capture).is_file():
        raise DissectorMissing(f"{capture} is not there: the record holds the path it was audited under")
    if shutil.which("tshark") is None:
        raise DissectorMissing("tshark is not on the PATH; install it (Debian: apt-get install tshark)")
    return [explained(json.loads(line)) for line in _dissect_apart(capture, wanted).splitlines()]


def explained(layers: dict[str, Any]) -> str:
    """The line of one frame as `dissected` describes it."""
    path = " > ".join(layers["layers"])
    lengths = ", ".join(f"{layer} {size}" for layer, size in layers["lengths"])
    return f"frame {layers['number']}  {layers['wire']} bytes  {path}" + (f"  ({lengths} bytes)" if lengths else "")


def dissected(capture: str, wanted: Sequence[int]) -> Iterator[dict[str, Any]]:
    """What pyshark says of the wanted frames: number, wire length, layer names, lengths. Main thread only."""
    import pyshark

    chosen = " || ".join(f"frame.number == {number}" for number in wanted)
    # Reading ends behind the last wanted frame: the rest of a large capture is nobody's business here.
    # -n: no name is looked up.
    limit = ["-n", "-c", str(max(wanted))]
    with pyshark.FileCapture(capture, display_filter=chosen, keep_packets=False, custom_parameters=limit) as packets:
        for packet in packets:
            yield {
                "number": int(packet.number),
                "wire": int(packet.length),
                "layers": [layer.layer_name for layer in packet.layers],
                "lengths": list(_lengths(packet)),
            }


def main(arguments: Sequence[str]) -> None:
    """The process apart: capture and comma-separated frame numbers in, one JSON line a frame out."""
    capture, numbers = arguments
    for frame in dissected(capture, [int(number) for number in numbers.split(",")]):
        print(json.dumps(frame), flush=True)


def _lengths(packet: Any) -> Iterator[tuple[str, int]]:
    for layer, name in _LENGTHS:
        value = getattr(getattr(packet, layer, None), name, None)
        if value is not None:
            yield layer, int(value)


def _dissect_apart(capture: str, wanted: Sequence[int]) -> str:
    # -I: a folder named `agent` in the working directory must not stand in for this package.
    command = [sys.executable, "-I", "-m", "agent.dissect", capture, ",".join(map(str, wanted))]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_AT_MOST, check=False)
    except subprocess.TimeoutExpired:
        raise DissectorMissing(f"tshark gave no answer within {SECONDS_AT_MOST} s") from None
    if run.returncode and not run.stdout:
        # What it wrote on stderr is not passed on: it may quote the capture.
        raise DissectorMissing(f"tshark could not read {capture}; `tshark -r` on it says why")
    return run.stdout


if __name__ == "__main__":
    main(sys.argv[1:])
