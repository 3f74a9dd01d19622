"""Outside formats in: files, phones, zones, holidays, question banks."""
