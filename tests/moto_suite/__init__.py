"""moto's own tests, run with a mock active: `tox -e moto-suite`."""
