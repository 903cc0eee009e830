"""Deploy templates: CloudFormation, and what is written in other languages."""
