"""From annotated pictures to batches, in an order that a seed alone decides."""
