"""Seed choice: whom to activate for a head count or a budget."""
