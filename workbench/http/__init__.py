"""Shared by the web pages and the API: sessions, access levels, limits, headers, problem details.

Neither of the two imports the other; `workbench.app` combines them.
"""
