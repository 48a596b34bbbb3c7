"""Files as they arrive: encodings, archives, packages of the workbench, formats not supported."""
