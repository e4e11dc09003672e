"""What formats share: shapes, numbers and run lengths of other tools, checked as they are read."""
