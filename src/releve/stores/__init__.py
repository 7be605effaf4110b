"""Where things are kept: the regional stores and the directory. Only `daemon` and tests may import this room."""
