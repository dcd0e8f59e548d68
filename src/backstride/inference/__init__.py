"""From a days table to effects. Numbers only: what they mean in words is the verdict's."""
