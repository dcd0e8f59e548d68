"""The plan against other ways to run, over simulated weeks in which the back answers to what was run."""
