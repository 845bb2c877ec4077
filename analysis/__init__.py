"""Asking the store: frames and reports."""
