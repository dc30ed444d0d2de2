"""The world before the campaign: people, circles, and who sees whose posts; generated, or read from files."""

from __future__ import annotations

from gridsim.world.build import World, build_world
from gridsim.world.network import Network
from gridsim.world.people import PERSON
from gridsim.world.read import read_network

__all__ = ["PERSON", "Network", "World", "build_world", "read_network"]
