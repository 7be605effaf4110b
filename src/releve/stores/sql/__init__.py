"""What the SQL stores share: opening a database, its faults in our words, migrations, bulk writing."""
