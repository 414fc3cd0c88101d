"""The geometry of the picture."""

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.recorded import Crossing
from reports.sankey import GAP, MOST_NODES, OTHERS, THINNEST, WIDTH, sankey


def crossing(sender: str = "crm", data_class: str = "pi", country: str = "SG", outcome: str = "incident", n: int = 1):
    return Crossing(sender, data_class, country, "outside", outcome, n, n * 100, n)


crossings = st.lists(
    st.builds(
        crossing,
        st.sampled_from("abcdefghijklmnop"),
        st.sampled_from(["", "pi", "fin", "bio"]),
        st.sampled_from(["", "SG", "US", "HK"]),
        st.sampled_from(["incident", "opaque", "authorised"]),
        st.integers(1, 10**6),
    ),
    max_size=60,
)


@settings(max_examples=25, deadline=None)
@given(crossings)
def test_nodes_of_a_column_do_not_overlap_and_stay_in_the_picture(found: list[Crossing]) -> None:
    picture = sankey(found)
    for column in range(3):
        nodes = sorted((node for node in picture.nodes if node.column == column), key=lambda node: node.y)
        for above, below in pairwise(nodes):
            assert above.y + above.height + GAP <= below.y + 1e-6
    assert all(0 <= node.x < WIDTH and node.y >= 0 for node in picture.nodes)
    assert all(node.y + node.height <= picture.height for node in picture.nodes)


@settings(max_examples=25, deadline=None)
@given(crossings)
def test_every_transfer_leaves_a_sender_and_reaches_a_country(found: list[Crossing]) -> None:
    picture = sankey(found)
    total = sum(one.transfers for one in found)
    for column in range(3):
        assert sum(node.transfers for node in picture.nodes if node.column == column) == total
    assert sum(ribbon.transfers for ribbon in picture.ribbons) == 2 * total


@settings(max_examples=25, deadline=None)
@given(crossings)
def test_ribbons_fit_their_nodes(found: list[Crossing]) -> None:
    picture = sankey(found)
    heights = {(node.column, node.name): node.height for node in picture.nodes}
    used: dict[tuple[int, str], float] = {}
    for ribbon in picture.ribbons:
        left, begin, *_, end = map(float, re.findall(r"-?\d+\.\d", ribbon.path))
        column = 0 if left < WIDTH / 2 - 20 else 1
        used[column, ribbon.source] = used.get((column, ribbon.source), 0) + end - begin
    assert all(thickness <= heights[node] + 0.1 * len(picture.ribbons) * 2 for node, thickness in used.items())


def test_a_ribbon_is_never_too_thin_to_be_seen() -> None:
    picture = sankey([crossing(n=10**9), crossing("oms", n=1)])
    assert min(node.height for node in picture.nodes) >= THINNEST


def test_what_is_too_much_for_a_column_becomes_one_node() -> None:
    picture = sankey([crossing(f"10.0.0.{number}", n=number + 1) for number in range(40)])
    senders = [node for node in picture.nodes if node.column == 0]
    (others,) = [node for node in senders if node.name == OTHERS]
    assert len(senders) == MOST_NODES
    assert others.folded == 40 - (MOST_NODES - 1)
    assert others.y == max(node.y for node in senders)


def test_nothing_makes_an_empty_picture() -> None:
    assert sankey([]).nodes == ()
