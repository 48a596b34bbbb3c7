"""The design package as PDF."""
