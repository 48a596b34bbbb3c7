"""Exports: packages as files, made in the background and cached."""
