"""Durable work and schedules. The run rows in the stores are the queue; the loop only looks and acts."""
