"""Running cases: each transfer is judged by the policy, and the answer compared with what is expected."""

from collections.abc import Callable, Iterable, Iterator

from policies.cases.case import Case, Difference, Result
from policies.cases.compare import Answer, answer_of, differences, together
from policies.cases.people import states
from policies.cases.situation import transfer_of
from policies.judge import day_of, judge
from policies.policy import Policy
from policies.transfer import Transfer
from policies.verdict import Verdict

Judged = tuple[Transfer, Verdict]
Replay = Callable[[str, Policy], Iterable[Judged]]
"""What gives the transfers of a capture as a policy judges them; only the agent can read one."""

NO_TRANSFER = (Difference("verdict", "a transfer", "nothing left the mainland"),)


def run(cases: Iterable[Case], replay: Replay) -> Iterator[Result]:
    """What becomes of each case under its policy."""
    for case in cases:
        if case.given["capture"]:
            judged = list(replay(case.given["capture"], case.policy))
        else:
            transfer = transfer_of(case)
            judged = [(transfer, judge(transfer, case.policy))]
        answer = together(_answer(case, one, verdict) for one, verdict in judged)
        yield Result(case, differences(case, answer) if answer else NO_TRANSFER)


def _answer(case: Case, transfer: Transfer, verdict: Verdict) -> Answer:
    year = int(day_of(transfer.first_ns, case.policy.zone)[:4])
    return answer_of(verdict, year=year, thresholds=states(case.policy, verdict, case.given["counted"], year))
