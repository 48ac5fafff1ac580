"""`sim explain`: any number of a result as a tree of operations and named values, down to file and line."""
