"""Readers of users' tables of people, ties and reposts, in any usual form; errors name the argument that decides."""
