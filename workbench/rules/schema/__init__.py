"""Rules about the database schema and its migration plan."""
