"""Questions about tables and migrations that several rules ask."""
