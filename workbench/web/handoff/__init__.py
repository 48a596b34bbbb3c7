"""Pages for accepting the handoff: overview, scope, set-up, assumptions, RFIs."""
