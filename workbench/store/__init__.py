"""What is kept: tables and typed queries, one module per aggregate.

Rows go in and come out here and nowhere else; what they mean for a gate is decided above, in
review. Nothing of the doors may enter, and this is the only room that makes an engine.
"""
