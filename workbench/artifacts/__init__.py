"""Design → the documents that people and machines read.

Every renderer takes a Design or a Package and gives text or bytes back; nothing here reads a
database, a request or the network, and nothing decides what a design should say. Importers,
rules, diff and the store may not enter.
"""
