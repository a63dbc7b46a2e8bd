"""Documents from the rows of a spreadsheet, checked and stored as if somebody had typed each into its form."""
