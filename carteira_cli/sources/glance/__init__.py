"""What a look at a file tells before anybody reads it as a table: what it seems to be, and whether it names nobody."""
