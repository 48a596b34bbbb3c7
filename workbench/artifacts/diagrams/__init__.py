"""Drawings: entity diagram, charts, and exports for diagram tools."""
