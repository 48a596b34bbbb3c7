"""The other handoff documents: dictionary, flows, wireframes, content model, registers."""
