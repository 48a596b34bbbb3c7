"""Comments, questions about the handoff (RFIs) and interventions."""
