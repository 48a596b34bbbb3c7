"""The Markdown documents, and Markdown as safe HTML."""
