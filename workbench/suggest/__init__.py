"""What the handed-over documents ask for: endpoints and permissions to suggest, with reasons."""
