"""Pending imports: read, compared with the draft, corrected and imported."""
