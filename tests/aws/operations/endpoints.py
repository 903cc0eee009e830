"""Endpoints that AWS takes and refuses; all recorded on AWS 2026-09-26."""

from __future__ import annotations

ACCEPTED = [
    "https://api.partner.example/orders",
    "api.partner.example/orders",
    "https://127.0.0.1/orders",
    "https://localhost",
    "https://api.partner.example/orders?a=1&b=2",
    "https://api.partner.example/my%20orders",
    "https://api.partner.example/orders/*/lines/*",
    "https://does-not-resolve.example",
    "https://api.partner.example:8443/orders",
]

NO_HTTPS_URL = [
    "http://api.partner.example/orders",
    "ftp://api.partner.example/orders",
    "https://shop:word@api.partner.example/orders",
    "https://",
    "https://*.partner.example/orders",
]

# The last two were not recorded: no scheme of that name, no such port.
REFUSED = [
    *NO_HTTPS_URL,
    "wss://api.partner.example/orders",
    "https://api.partner.example:port/orders",
]

AGAINST_THE_PATTERN = [
    "https://[::1]/orders",
    "https://api.partner.example/orders#new",
    "https://api.partner.example/my orders",
    "https://api.partner.example/my%2orders",
    "https://api.partner.example/my%zzorders",
]
