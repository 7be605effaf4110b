"""The switch under fire, on a clock and a network that are drawn by a seed. The product's own code runs in it."""
