"""Results as documents: the page that holds an answer, its charts and its words. Nothing is computed here."""
