"""The same model, agent by agent: one Mesa agent a person, written to be read, and the oracle of the compiled engine.

`person.py` says what a person is and decides, by the rules of `gridsim.rules`; `people.py` who there is. What happens
then: `feed.py` (what comes before the eyes), `reading.py`, `shopping.py`, `selling.py` (being a point), `joining.py`.
`senders.py` holds the senders that are no people, `planner.py`, `supervisor.py`, `team.py`, `activities.py`,
`market.py`, `stores.py` and `works.py` the institutions, `model.py` the order of a tick. The rules, the draws and the
review are the engine's own, so a run is the engine's run, event for event and cent for cent; all else is written a
second time. Mesa is imported here only.
"""

from gridsim.agents.model import GridModel
from gridsim.agents.people import Consumer, Distributor, Employee, Investor, Kol, Partner
from gridsim.agents.person import Person
from gridsim.agents.senders import ExecutiveAccount, Media, OfficialAccount, ServiceAccount

__all__ = [
    "Consumer",
    "Distributor",
    "Employee",
    "ExecutiveAccount",
    "GridModel",
    "Investor",
    "Kol",
    "Media",
    "OfficialAccount",
    "Partner",
    "Person",
    "ServiceAccount",
]


def __dir__() -> list[str]:
    return [*__all__]
