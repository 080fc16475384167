"""Installations, servers and clients for the end-to-end tests."""
