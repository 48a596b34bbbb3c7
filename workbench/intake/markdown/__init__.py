"""Markdown and tables: blocks, sections, fields and identifiers that every document shares."""
