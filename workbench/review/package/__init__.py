"""Packages: what is presented, read artifact by artifact, and what blocks presenting."""
