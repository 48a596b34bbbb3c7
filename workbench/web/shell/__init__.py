"""What every page shares: layout, access, database session, errors, links."""
