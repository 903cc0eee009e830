"""The replies that stand in for a partner's: scripted, routed or built in."""
