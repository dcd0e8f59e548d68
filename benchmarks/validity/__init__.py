"""Is the answer right? Simulated runners of several kinds with known truth, each answered from the diary
alone."""
