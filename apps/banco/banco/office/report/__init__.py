"""Reports: which there are for whom, what one gives, and how it leaves the house."""
