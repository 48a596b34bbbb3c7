"""Permission models: roles, permissions and who is granted what, from tables and lists."""
