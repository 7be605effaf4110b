"""One file per room measured, each with `ROWS`; adding a row is adding it to a list, adding a file is enough."""
