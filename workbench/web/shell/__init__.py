"""Shared by all pages: layout, access checks, error pages, links, paging."""
