"""What setup.cfg cannot say."""

from setuptools import setup

setup()
