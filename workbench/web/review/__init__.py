"""Pages for reading, deciding on and discussing packages."""
