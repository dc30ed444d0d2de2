"""Behaviour of a person: every probability and every change of attitude, by topic; no loops over people, no draws.

`odds` says how multipliers make a chance. A page begins with the parts, numbers in and a number out, and goes on with the
decisions that they make up: `settings`, a person's state and traits, a post, its line, a point come whole and are read by
attribute. A rule is written once: the engine calls it compiled with records, the agent form in plain Python with objects.
"""
