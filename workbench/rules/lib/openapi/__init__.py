"""Questions about the contract that several rules ask."""
