"""What a line of a file is: a sale, money given back, or nothing that counts; and what nobody can tell.

Each reader looks at the columns of a file and says what their cells do to a line. A reader is one module here and
one line in `effects.READERS`.
"""
