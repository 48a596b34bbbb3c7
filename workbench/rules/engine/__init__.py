"""How rules run: the rule type, catalogue, facts, levels and waivers, checklist."""
