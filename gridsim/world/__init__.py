"""The world before the campaign: people, circles, and who sees whose posts; generated, or read from files."""

from __future__ import annotations

from gridsim.world.build import build_world
from gridsim.world.network import Network
from gridsim.world.people import PERSON
from gridsim.world.read import read_network
from gridsim.world.stored import open_world, save_world, stored_world
from gridsim.world.world import World

__all__ = ["PERSON", "Network", "World", "build_world", "open_world", "read_network", "save_world", "stored_world"]


def __dir__() -> list[str]:
    return [*__all__]
