"""The workspaces of the six phases, prioritisation and suggestions."""
