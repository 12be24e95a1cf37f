class FittedSpending: population_mean=None
def fit_spending(r,m,w): return None
def spending_correlation(r,m,w): return None
