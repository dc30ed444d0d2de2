"""The life of points: work, ranks, supervision. Each block is empty (off) by default."""

from __future__ import annotations

from typing import Literal

from gridsim.scenario.declare import Page, parameter, setting
from gridsim.scenario.kinds import Chance, Days, Money


class Work(Page):
    """Minutes that a point gives, and what they are worth: an employee's are the brand's to pay, or on top of the job;
    anybody else's have to be earned."""

    post_minutes: float = parameter(
        2.0,
        "sending one post, whatever is in it",
        "assumed; nobody has published it",
        unit="minutes",
        ge=0,
        le=600,
        typical=(0.5, 5),
    )
    craft_minutes: float = parameter(
        50.0,
        "making one post of full quality; a post takes this x (quality^3 + what interesting, benefit and interaction have"
        " beyond 0.5^3, cubed)",
        "assumed; set so that the usual post takes 5 minutes in all",
        unit="minutes",
        ge=0,
        le=6000,
        typical=(15, 150),
    )
    answer_minutes: float = setting(
        1.0,
        "answering one like or comment, a chat now and then",
        "assumed; nobody has published it",
        unit="minutes",
        ge=0,
        le=600,
        typical=(0.2, 5),
    )
    sale_minutes: float = setting(
        10.0,
        "one sale in the own mall: questions, packing or passing on, complaints",
        "assumed; nobody has published it",
        unit="minutes",
        ge=0,
        le=600,
        typical=(3, 30),
    )
    hour: Money = parameter(
        "33 CNY",
        "value of an hour of a point that is no employee: what its reward must exceed",
        "wages in private units, 68,340 CNY for 2,080 hours a year [nbs2024]",
        typical=("15 CNY", "60 CNY"),
        tier="usual",
    )
    employee_hour: Money = parameter(
        "58 CNY",
        "value, and wage, of an hour of an employee",
        "wages in other than private units, 120,698 CNY for 2,080 hours a year [nbs2024]",
        typical=("30 CNY", "100 CNY"),
        tier="usual",
    )
    employees: Literal["paid", "on_top"] = parameter(
        "paid",
        "who pays for the time of employees: the brand, by the hour and out of the budget, or nobody, on top of their job",
        "scenario",
        tier="usual",
    )


class Ranks(Page):
    """Recruits begin as communicators, who post without a mall; those for whom it pays become sellers, and go back
    where it does not."""

    promote_chance: Chance = setting(
        "3%",
        "chance a day that a communicator opens a micro-mall (training is paid then), where the goods are as claimed and"
        " what may be earned equals the effort",
        "assumed",
        lt=1,
        typical=("0.5%", "10%"),
        held="odds",
    )
    demote_after: Days = setting(
        30,
        "a seller without an order that was kept for so long closes the mall and becomes a communicator (whole days)",
        "scenario; a membership e-commerce prospectus: 82 % of members transact in a year [yunji2019]",
        ge=1,
        typical=(14, 90),
        held="whole",
    )


class Supervision(Page):
    """Supervisors, each of whom looks after so many points; beyond their capacity points go unsupervised.

    `management_cost`, the cost of each point, is paid beside it: set it to 0 where supervisors are all there is.
    """

    supervisors: int = setting(
        2,
        "supervisors employed",
        "scenario",
        unit="people",
        ge=0,
        le=1_000_000,
        typical=(1, 50),
        off=-1,
    )
    points_per_supervisor: int = setting(
        50,
        "points that one of them can look after",
        "assumed",
        unit="people",
        ge=1,
        le=1_000_000,
        typical=(20, 200),
    )
    daily_cost: Money = setting(
        "300 CNY",
        "cost of a supervisor for a day",
        "eight hours of wages, 264 CNY in private and 464 in other units, private ones being the more [nbs2024]",
        unit="money/day",
        typical=("200 CNY", "460 CNY"),
    )
