"""The design-review workbench: where a backend design is made, checked, read and decided on.

ARCHITECTURE.md shows the rooms; an import may only point down its picture.
"""
