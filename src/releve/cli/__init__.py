"""The command line: every use case over the API, and the programs of the house (serve, demo, story)."""
