"""The draft: editing items, findings, fixes, search and scores."""
