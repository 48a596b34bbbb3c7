"""The tests: folders mirror workbench/; shared fixtures lie in modules named by subject."""
