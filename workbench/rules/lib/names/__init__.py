"""Names, naming styles and links between items."""
