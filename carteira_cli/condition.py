Condition=object
def parse_condition(t): raise NotImplementedError
def columns(c): return ()
def conjuncts(c): return ()
def unparse(c): return ""
