"""The sources of templates, from files of several tools to templates of stacks."""
