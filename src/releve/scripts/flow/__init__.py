"""Where the values of a script come from and where they go.

    paths          a variable, and what is taken out of it: an element of a list, a column of a line
    program        the code of a script as definitions, comparisons, calls and what is put into properties
    reading        a snippet read statement by statement: which definition a use of a variable can see
    actions        what the actions themselves assign, compare and hand on
    pulling        from a place of known kind back to the literals that arrive there

Within a snippet the order of the statements counts; between actions it does not, for nobody knows which way a call goes.
"""
