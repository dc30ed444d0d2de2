"""What a sceptic asks of the default answer, measured: docs/sceptic.md is made from it."""
