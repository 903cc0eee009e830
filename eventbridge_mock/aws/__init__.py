"""How an SDK call is answered; the only package that knows botocore."""
