"""What exists: connections, API destinations, secrets, and their states.

Pure: no input or output, no clock (the instant comes in as an argument), and no
word of botocore beyond the names of the members.
"""
