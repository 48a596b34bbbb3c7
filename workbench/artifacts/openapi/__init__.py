"""The contract as a file and as a readable reference."""
