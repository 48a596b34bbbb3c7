"""First drafts that people ask for: suggested endpoints, tables, contract, permissions."""
