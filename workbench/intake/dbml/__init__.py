"""DBML files: tables, references, enums and indexes."""
