"""Rules about the API contract: paths, operations, schemas, examples."""
