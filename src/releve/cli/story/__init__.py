"""The whole story, performed headless over the API: from two empty regions to a switch and back."""
