"""What several rules ask of contracts, SQL and names."""
