"""How a simulation is told."""

from agent.cli.policy.rejudging import SHOWN, Unjudged, told
from reports.simulation import Affected, Simulation, Standing

CLEAR = Standing("clear", "", "", ())


def simulation(number: int) -> Simulation:
    affected = tuple(
        Affected(f"{at:032x}", "R", "high", "crm", "\x1b[2J", "2026-11-20", 1, ((CLEAR, 1),)) for at in range(number)
    )
    return Simulation(number, number, (), affected, number, (), 0)


def test_a_person_is_shown_the_worst_and_told_how_many_more_there_are() -> None:
    lines = list(told(simulation(SHOWN + 4), None, {}))
    assert f"{SHOWN + 4} incidents would vanish" in lines
    assert "  and 4 more" in lines
    assert all(line.isprintable() for line in lines)


def test_one_is_one() -> None:
    assert "1 incident would vanish" in list(told(simulation(1), None, {}))


def test_transfers_that_were_only_added_up_are_told_with_the_rules_that_could_fire() -> None:
    text = " ".join(told(simulation(0), Unjudged(7, 900, ("EGRESS",)), {}))
    assert "7 clear transfers, only added up (900 bytes)" in text
    assert "EGRESS" in text
