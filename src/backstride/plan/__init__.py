"""The coming weeks: (clearance, answer, history) -> days with their sessions."""
