"""Benches: in-process times (`python`), instructions (`counts`), servers (`load`), the chart."""
