"""The axes of a design: one or several keys that move together, along levels or along a law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gridsim.scenario.quantities import money_text
from gridsim.study.laws import Law

DIGITS = 6
"""Digits of a drawn level: what is stored is what is played."""


@dataclass(frozen=True)
class Member:
    """A key of an axis, with its `levels` as written, or its `law` in the numbers that a scenario holds.

    `written` says how a drawn number is written: as money, as a whole number, as a share of people, or plainly ("").
    """

    path: str
    levels: tuple[Any, ...] = ()
    law: Law | None = None
    written: str = ""
    currency: str = ""

    def at(self, share: float) -> Any:
        """Return the level at a share of the draws, as one would write it.

        Examples
        --------
        >>> Member("a", levels=("low", "high")).at(0.7), Member("b", law=Law("uniform", 0, 3)).at(0.5)
        ('high', 1.5)
        >>> Member("c", law=Law("uniform", 1000, 2000), written="money", currency="CNY").at(0.5)
        '15.00 CNY'
        """
        if self.law is None:
            return self.levels[min(int(share * len(self.levels)), len(self.levels) - 1)]
        value = self.law.at(share)
        if self.written in ("money", "int"):
            whole = int(min(max(round(value), -(-self.law.low // 1)), self.law.high // 1))
            return money_text(whole, self.currency) if self.written == "money" else whole
        value = min(max(float(f"{value:.{DIGITS}g}"), self.law.low), self.law.high)
        return f"{100 * value:.{DIGITS}g}%" if self.written == "share of people" else value

    def told(self) -> dict[str, Any]:
        """The member as plain values."""
        if self.law is None:
            return {"path": self.path, "levels": list(self.levels)}
        return {"path": self.path, "law": self.law.told(), "written": self.written, "currency": self.currency}


@dataclass(frozen=True)
class Axis:
    """One direction of a design: the keys that move along it together, and its name."""

    label: str
    members: tuple[Member, ...]

    @property
    def n_levels(self) -> int:
        """How many levels it has; 0 where it has a law."""
        return 0 if any(one.law for one in self.members) else len(self.members[0].levels)

    def at(self, share: float) -> dict[str, Any]:
        """The level of every key at a share of the draws."""
        return {one.path: one.at(share) for one in self.members}

    def level(self, place: int) -> dict[str, Any]:
        """The level of every key at a place in the list."""
        return {one.path: one.levels[place] for one in self.members}

    def told(self) -> dict[str, Any]:
        """The axis as plain values."""
        return {"label": self.label, "members": [one.told() for one in self.members]}


def axes_from(told: Sequence[Mapping[str, Any]]) -> tuple[Axis, ...]:
    """The axes that `Axis.told` told."""
    return tuple(Axis(one["label"], tuple(map(_member, one["members"]))) for one in told)


def _member(told: Mapping[str, Any]) -> Member:
    if "law" not in told:
        return Member(told["path"], tuple(told["levels"]))
    return Member(told["path"], (), Law(**told["law"]), told["written"], told["currency"])


def keys_of(axes: Sequence[Axis]) -> list[str]:
    """The keys of some axes, in their order."""
    return [one.path for axis in axes for one in axis.members]
