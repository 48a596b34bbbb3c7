"""Differences between two API contracts."""
