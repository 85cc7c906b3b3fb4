"""CSV files as columns: compact, read as a stream, with what is wrong with the text beside them."""
