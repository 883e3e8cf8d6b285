"""Cermin ASN: an offline desktop program to test and train judgement on public-service ethics."""

__version__ = "0.1.0"
