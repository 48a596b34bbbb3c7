"""SQL as text: tokens, statements, types and dialects, for importers, rules, diff and exports."""
