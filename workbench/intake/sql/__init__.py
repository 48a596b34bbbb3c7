"""SQL scripts and migration folders: the schema that they build."""
