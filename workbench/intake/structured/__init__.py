"""YAML and JSON: parsed within bounds, with the line of every value."""
