"""Sheets: files of rows and columns that people fill in, read and written without loss. Values in, values out."""
