"""Answers cases with checked answers and measures what comes back. No code here."""
