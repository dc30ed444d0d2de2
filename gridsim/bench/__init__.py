"""`gridsim bench`: gridsim and its peers on the same work, in the same process, in turns."""

from gridsim.bench.table import bench

__all__ = ["bench"]
