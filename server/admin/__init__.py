"""The administrator's API: import, list and delete frameworks."""
