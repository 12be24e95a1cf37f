"""The table in a workbook (Excel, ODS, HTML saved as one) as a typed frame."""
