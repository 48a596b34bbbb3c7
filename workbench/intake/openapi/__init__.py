"""OpenAPI 3 and Swagger 2.0 documents as items of a design."""
