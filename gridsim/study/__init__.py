"""Questions asked of many runs: the comparison, the sweep, and where they are played (threads, processes, a cluster)."""
