Chart=object
