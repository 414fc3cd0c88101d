"""Suricata as a peer: its configuration, rules with the detectors' own patterns, and what its alerts say."""

import json
from collections.abc import Collection, Iterator
from itertools import product
from pathlib import Path
from typing import Any, Final

from bench.flows import INSIDE
from policies.detector import Detector, Family
from policies.detectors import DETECTORS

CONFIGURATION: Final = """%YAML 1.1
---
geoip-database: {geo}
outputs:
  - eve-log:
      enabled: yes
      filetype: regular
      filename: eve.json
      types:
        - alert
flow:
  memcap: 2gb
  hash-size: 1048576
stream:
  memcap: 2gb
  checksum-validation: no
  midstream: true
  reassembly:
    memcap: 2gb
    depth: 0
    toserver-chunk-size: 65535
    toclient-chunk-size: 65535
    randomize-chunk-size: no
app-layer:
  protocols:
    http:
      enabled: yes
      memcap: 2gb
      libhtp:
        default-config:
          personality: IDS
          request-body-limit: 0
          response-body-limit: 0
          request-body-minimal-inspect-size: 1mb
          request-body-inspect-window: 64kb
          response-body-minimal-inspect-size: 1mb
          response-body-inspect-window: 64kb
    tls:
      enabled: yes
    dns:
      udp:
        enabled: yes
      tcp:
        enabled: yes
"""

BUFFERS: Final = (
    ("sent", "http any any -> any any", "to_server", "http.uri;"),
    ("sent", "http any any -> any any", "to_server", "http.request_body;"),
    ("received", "http any any -> any any", "to_client", "file.data;"),
    ("sent", "tcp any any -> any ![80,443]", "to_server", ""),
    ("received", "tcp any ![80,443] -> any any", "to_client", ""),
)
"""Direction, rule header, Suricata's name of the direction, and the decoded buffer the pattern is matched in."""


def configure(folder: Path, geo: Path, kinds: Collection[str] = ()) -> list[str]:
    """Write configuration and rules into a folder; the command that reads a capture with them, up to its `-r`.

    Args:
        folder: what Suricata reads its files from and writes its alerts to.
        geo: a database in MaxMind's format.
        kinds: ids of the detectors whose patterns become rules; none for all.
    """
    (folder / "suricata.yaml").write_text(CONFIGURATION.format(geo=geo), "ascii")
    (folder / "bench.rules").write_text("\n".join(_rules(kinds)) + "\n", "ascii")
    files = ["-c", str(folder / "suricata.yaml"), "-S", str(folder / "bench.rules"), "-l", str(folder)]
    return ["suricata", *files, "-k", "none", "--runmode", "single"]


def _rules(kinds: Collection[str]) -> Iterator[str]:
    """Mark what leaves the mainland, since `geoip` looks at packets only; then one rule a kind and buffer."""
    inside6 = ",".join(network for network, _ in INSIDE if ":" in network)
    # `geoip` knows IPv4 only, so IPv6 is told by its networks.
    crossing = (("any any -> any any", "geoip:src,CN; geoip:dst,!CN;"), (f"[{inside6}] any -> ![{inside6}] any", ""))
    ways = (("sent", "to_server"), ("received", "to_client"))
    for number, ((direction, way), (ends, where)) in enumerate(product(ways, crossing), 1):
        yield (
            f"alert tcp {ends} (flow:{way}; flowbits:isnotset,{direction}; {where} "
            f"flowbits:set,{direction}; flowbits:noalert; sid:{number};)"
        )
    chosen = [detector for detector in DETECTORS if not kinds or detector.id in kinds]
    for number, (detector, buffer) in enumerate(product(chosen, BUFFERS), 100):
        direction, header, way, where = buffer
        yield (
            f'alert {header} (msg:"{detector.id} {direction}"; flow:established,{way}; flowbits:isset,{direction}; '
            f'{where} pcre:"/{_pattern(detector)}/"; sid:{number};)'
        )


def _pattern(detector: Detector) -> str:
    """A detector's pattern with the neighbours its scan gives it, in the characters a rule may hold."""
    sieve = "".join(chr(byte) if byte < 0x80 and byte not in b'";' else f"\\x{byte:02x}" for byte in detector.sieve)
    return sieve if detector.family is Family.OWN else f"(?<![0-9A-Za-z])(?:{sieve})(?![0-9A-Za-z])"


def alerts(folder: Path) -> Iterator[tuple[Any, str, str]]:
    """Both ends, direction and kind of each alert."""
    with (folder / "eve.json").open(encoding="utf-8") as lines:
        for event in map(json.loads, lines):
            kind, direction = event["alert"]["signature"].split()
            yield ((event["src_ip"], event["src_port"]), (event["dest_ip"], event["dest_port"])), direction, kind
