"""Exports: packages as files, generated in the background and cached."""
