"""Pages of single items: read, edited, undone and deleted."""
