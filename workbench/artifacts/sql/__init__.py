"""Tables and migrations as SQL."""
