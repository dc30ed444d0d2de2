"""When it happens to everyone: the compiled engine. `tick.py` is the order of a tick; the rules are in
`gridsim.rules`."""
