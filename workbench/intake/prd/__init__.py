"""Requirement documents: requirements and user stories in the forms people write them."""
