"""Migration plans: one type per migration tool (`tools.TOOLS`), and the plan of their files."""
