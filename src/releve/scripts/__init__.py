"""Call scripts: read from either editor's format, their references found and rewritten, written back byte for byte.

    formats/       bytes → `Script`: actions, properties and header, each value with its place in the text
    actions        which property of which action holds an id of which kind
    references     the ids that stand in those places
    suspects       whatever else looks like an id
    rewrite        the edits, and what they leave for a person
    finding        where a text stands; `patterns` keeps regular expressions from running for long
    variables      where each variable is given something, and where it is read
    body           a script as the body of an entity, and back to the bytes of its file

Pure: text in, values out.
"""
