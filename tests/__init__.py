"""Tests of Cermin ASN."""
