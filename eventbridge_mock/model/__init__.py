"""What exists: connections, API destinations, event buses, rules, secrets.

Pure: no input or output, no clock (the instant comes in as an argument), and no
word of botocore beyond the names of the members.
"""
