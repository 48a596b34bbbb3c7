"""Projects: members, progress, the inbox and access to them."""
