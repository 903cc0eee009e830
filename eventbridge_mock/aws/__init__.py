"""The answers to calls of the AWS SDK: validation, dispatch and operations."""
