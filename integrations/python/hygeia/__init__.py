"""Hygeia keeps machine learning clean. The package holds the program alone: `hygeia`, or `python -m hygeia`."""

from hygeia._program import find_program

__all__ = ["find_program"]
