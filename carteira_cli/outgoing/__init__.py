"""What leaves a run, whichever door it goes out by: the command line, Python or an assistant."""
