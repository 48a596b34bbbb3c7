"""Differences between two JSON schemas."""
