"""The door for Python: a folder that is opened once, a method a command, a frozen result. Its words are Portuguese."""
