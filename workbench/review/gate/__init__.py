"""The review gate: its events, states, decisions and who may take them."""
