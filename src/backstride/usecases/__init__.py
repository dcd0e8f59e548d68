"""What a user can do, one short function each: load, compute, save. The faces call these and show the result."""
