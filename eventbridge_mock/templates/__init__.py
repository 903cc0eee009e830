"""The deployment of templates: CloudFormation, SAM, CDK, Serverless, Terraform."""
