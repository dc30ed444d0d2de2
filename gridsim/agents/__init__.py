"""The same model, agent by agent: one Mesa agent a person, written to be read, and the oracle of the compiled engine.

`people.py` says who there is; what one of them does in a tick stands in `feed.py` (what comes before the eyes),
`reader.py` (what is made of it), `participant.py` (activities and their offers), `buyer.py` (visits, needs, orders,
experience), `malls.py` (keeping a micro-mall) and `seller.py` (being a point). `accounts.py` and `media.py` hold the
senders that are no people, `team.py`, `supervisor.py`, `activities.py`, `market.py`, `stores.py` and `works.py` the
institutions, `model.py` the order of a tick. The rules, the draws and the review are the engine's own, so a run is the
engine's run, event for event and cent for cent; all else is written a second time. Mesa is imported here only.
"""

from gridsim.agents.accounts import ExecutiveAccount, OfficialAccount, ServiceAccount
from gridsim.agents.media import Media
from gridsim.agents.model import GridModel
from gridsim.agents.people import Consumer, Distributor, Employee, Investor, Kol, Partner, Person

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
