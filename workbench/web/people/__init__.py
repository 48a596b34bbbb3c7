"""Pages of accounts: signing in, invitations, the installation's people."""
