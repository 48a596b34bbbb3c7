"""Bytes → what was understood, with line numbers and remarks.

Importers never save, never fetch, and never guess silently. Stores, pages and rules may not
enter; an importer knows only the Design and the format it reads.
"""
