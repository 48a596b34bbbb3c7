"""Pages of findings, rules, fixes and exceptions."""
