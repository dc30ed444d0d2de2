"""What happens to one person: scalar in, scalar out, no loops over people, no draws.

A rule is written once. The engine calls it compiled, the agent form calls the same function in plain Python.
"""
