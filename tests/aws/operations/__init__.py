"""Each operation through a real botocore client."""
