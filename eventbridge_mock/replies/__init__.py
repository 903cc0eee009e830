"""The replies of partners: scripted, routed or built in."""
