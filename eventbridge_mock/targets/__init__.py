"""The targets in other AWS services, which ordinary botocore calls reach."""
