"""Rules about authentication, roles and permissions."""
