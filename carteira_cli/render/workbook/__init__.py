"""The workbook: sheets, charts and definitions."""
