"""Documents from strangers: read in a process of their own, within bounds, whatever is in them."""
