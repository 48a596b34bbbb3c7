"""Pages for importing files: upload, preview, corrections."""
