"""Bytes to domain objects and back: bank formats and the doors that check hostile files."""
