"""Rules about how requirements, flows, contract, schema and permissions hang together."""
