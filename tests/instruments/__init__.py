"""What people run beside the mock: tracers, cassettes, plugins, other test runners.

`tox -e instruments` installs all of them and runs these tests. Elsewhere the tests of a
library that is not installed are skipped.
"""
