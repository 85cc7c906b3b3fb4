"""The host of credentials by Open Badges 3.0 and CLR 2.0, and what this server issues itself."""
