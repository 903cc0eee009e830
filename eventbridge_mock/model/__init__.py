"""The resources: connections, API destinations, event buses, rules, secrets.

Pure: no input or output, no clock (the instant is an argument), and nothing of botocore
except the names of the members.
"""
