"""What a design is: one immutable, typed Design and what follows from it alone.

Every other room reads or makes a Design. Nothing in this room knows of files, databases,
requests or documents; Flask and SQLAlchemy may not enter.
"""
