"""The models by themselves: no client, no clock."""
