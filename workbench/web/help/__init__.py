"""The handbook: chapters, their contents, search, and the chapter that belongs to each page."""
