"""Seeded random signatures and requests, run through the same driver and the same comparison."""
