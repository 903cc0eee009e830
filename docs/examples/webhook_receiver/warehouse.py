"""The warehouse's API, which receives paid orders and ships them."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel


class OrderPaid(BaseModel):
    """The body that the webhook receives."""

    event_id: str
    order: str
    items: dict[str, int]


class DatabaseIsDownError(RuntimeError):
    """The warehouse cannot store shipments at the moment."""


class Shipments:
    """The table of shipments, in a database that can be down."""

    def __init__(self) -> None:
        self.database_is_up = True
        self.by_order: dict[str, OrderPaid] = {}

    def add(self, paid: OrderPaid) -> None:
        """Ship an order once, even if EventBridge delivers it again."""
        if not self.database_is_up:
            raise DatabaseIsDownError
        self.by_order.setdefault(paid.order, paid)


def warehouse(shipments: Shipments, *, api_key: str) -> FastAPI:
    """Return the application, which accepts requests with the key."""
    app = FastAPI()

    def require_key(x_api_key: Annotated[str, Header()] = "") -> None:
        if not secrets.compare_digest(x_api_key.encode(), api_key.encode()):
            raise HTTPException(401, "This key is not known.")

    @app.post("/webhooks/orders", status_code=202, dependencies=[Depends(require_key)])
    def take_order(paid: OrderPaid) -> dict[str, str]:
        try:
            shipments.add(paid)
        except DatabaseIsDownError:
            raise HTTPException(503, "Please try again later.") from None
        return {"order": paid.order}

    return app
