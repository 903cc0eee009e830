"""The mock over HTTP: the endpoint of AWS, the control API and the page."""
