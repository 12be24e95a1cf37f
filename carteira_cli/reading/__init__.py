"""Any file becomes a table of text; nothing here knows a customer or a sale."""
