"""Rules about webhooks, events and other people's APIs."""
