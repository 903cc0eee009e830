"""The replies in place of a partner's: scripted, routed or built in."""
