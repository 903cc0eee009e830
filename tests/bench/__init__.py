"""What a call, a test and an import cost, beside botocore's Stubber and moto."""
