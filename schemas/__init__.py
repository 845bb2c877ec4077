"""What things are: frozen typed values, no files, no patterns, no frameworks."""
