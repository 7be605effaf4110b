"""Who may come in, and what they may do: passwords, passkeys, throttle, sessions, landing, policy."""
