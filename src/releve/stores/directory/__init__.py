"""The directory's adapters: SQL (SQLite file or PostgreSQL), and etcd."""
