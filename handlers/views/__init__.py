"""What messages look like: text and keyboard, made from values, with no Update in sight."""
