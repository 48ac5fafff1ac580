"""`sim explain`: any number of a result as a tree of operations and named values, down to file and line.

node        the tree: values, operations, grades        ground      a result, where its numbers were written
drivers, parameters, stocks, processes                  what the pathway is made of
measures, rules, prices                                 what the measures changed, step by step
demand, supply, emissions, capture, gases, renewables   what the flows are made of
indicators, scopes, verdicts, extras                    what they mean: indicators, parts, targets, measures
address, reading, text, command                         from the words of the command to the printed tree

Heat, electricity and CO2 carry each other, so some of these modules import each other when they are called.
"""
