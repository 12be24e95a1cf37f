"""What a run is told: settings declared once, the file, the values, and which of flag, variable and file wins."""
