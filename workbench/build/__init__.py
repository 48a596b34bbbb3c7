"""Scripts that make a checkout or a wheel complete; nothing at run time imports them.

They run before the dependencies are installed, so they use the standard library alone.
"""
