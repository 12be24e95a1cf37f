"""The screen: tables, bars, curves and heat maps of text."""
