"""The door for an assistant: a few tools that only read one folder, and the words that teach it the commands."""
