"""Several documents as one set of items: duplicates, references, numbering."""
