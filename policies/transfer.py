"""A transfer: the payload of one direction of one flow that left the border."""

from dataclasses import dataclass

from geo.place import Place
from policies.finding import Tally


@dataclass(frozen=True, slots=True)
class Transfer:
    """What is judged. `sender` is the host whose payload it is: for a response, the server."""

    protocol: str  # "tcp", "udp", "icmp", "icmpv6", "sctp", else the IANA number
    sender: str
    sender_port: int
    receiver: str
    receiver_port: int
    client: str
    server: str
    first_ns: int  # since 1970 UTC
    last_ns: int
    bytes: int  # payload bytes, wire
    sender_place: Place
    receiver_place: Place
    inspected: bool = True  # False: encrypted or unreadable in part or whole
    opaque_bytes: int = 0
    gaps: int = 0  # bytes the capture lost
    budget: str = ""  # which budget was hit, "" when none
    names: tuple[str, ...] = ()  # host names seen for the receiver (Host, SNI); a hint, never a proof
    findings: tuple[Tally, ...] = ()
    tunnel: str = ""
