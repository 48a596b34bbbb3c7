"""Pages of projects and the inbox."""
