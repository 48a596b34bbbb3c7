"""Words of requirement documents, one module for each language."""
