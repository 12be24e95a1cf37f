"""`ciclo`: from purchase to purchase."""
