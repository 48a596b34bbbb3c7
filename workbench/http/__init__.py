"""What the web pages and the API share: sessions, access levels, limits, headers, problems.

It lies below both, so that neither imports the other; `workbench.app` puts the two together.
"""
