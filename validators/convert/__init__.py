"""One form to another, always with a loss report. `conversion.convert` is the way in."""
