"""How a call script is written down here in short, and put into the field's three file formats."""
