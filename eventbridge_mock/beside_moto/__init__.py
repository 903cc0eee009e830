"""The events and resources of moto's services, which this mock takes over from moto."""
