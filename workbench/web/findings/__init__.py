"""Pages of findings, rules, fixes, waivers and the gate checklist."""
