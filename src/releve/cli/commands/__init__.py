"""The commands, one module per noun. Each asks the API and shows the answer."""
