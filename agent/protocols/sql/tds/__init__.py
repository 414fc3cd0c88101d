"""SQL Server (MS-TDS 7.x)."""
