"""What a user can do, one short function each: load, compute, save. The faces only call and show."""
