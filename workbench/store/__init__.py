"""Persistence: tables and typed queries, one module per aggregate.

Only this package reads and writes rows and creates engines. What events mean for a gate is decided
in review; nothing of web, API and command line is used here.
"""
