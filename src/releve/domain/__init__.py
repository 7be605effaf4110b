"""The nouns and the laws. Pure: no I/O, no clock, no chance; everything else may import it."""
