"""The places where botocore is intercepted. Every private name of botocore is here."""
